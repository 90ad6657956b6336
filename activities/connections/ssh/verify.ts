import { notYet } from '../not-yet.ts';

export const verifySsh = notYet('ssh');
