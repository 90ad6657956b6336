import { notYet } from '../not-yet.ts';

export const verifyKubernetes = notYet('kubernetes');
