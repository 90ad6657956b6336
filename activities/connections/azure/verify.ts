import { notYet } from '../not-yet.ts';

export const verifyAzure = notYet('azure');
