import { notYet } from '../not-yet.ts';

export const verifyAwsKeys = notYet('aws');
