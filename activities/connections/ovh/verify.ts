import { notYet } from '../not-yet.ts';

export const verifyOvh = notYet('ovh');
