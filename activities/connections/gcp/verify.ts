import { notYet } from '../not-yet.ts';

export const verifyGcp = notYet('gcp');
