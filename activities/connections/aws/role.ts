import type { WorkerDeps } from '../../deps.ts';
import { notYet } from '../not-yet.ts';
import type { ConnectionVerifier } from '../verifier.ts';

export const makeVerifyAwsRole = (_deps: Pick<WorkerDeps, 'secrets' | 'config'>): ConnectionVerifier => notYet('aws');
