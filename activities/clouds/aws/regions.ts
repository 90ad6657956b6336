/** Names of regions. They become part of a host name: whatever a model or a person writes there must stay a region. */
import { AuroraError } from '../../../platform/errors.ts';

const regionPattern = /^[a-z]{2,4}(-[a-z]{2,12}){1,2}-[0-9]{1,2}$/;

/** @throws AuroraError `bad_request` for what is no region's name */
export function checkRegion(region: string): string {
  if (regionPattern.test(region)) return region;
  throw new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: 'This is not the name of an AWS region. Regions are called like eu-central-1.',
  });
}
