/** The official release, for machines without Terraform. */
import { AuroraError } from '../../platform/errors.ts';
import type { StackContext } from '../part.ts';

export async function fetchTerraform(_context: StackContext): Promise<string> {
  throw new AuroraError({
    code: 'terraform_missing',
    retryable: false,
    userMessage: 'Neither terraform nor tofu was found on PATH.',
  });
}
