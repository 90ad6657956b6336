import { Decimal } from 'decimal.js';

/** Sums that are made here and not by Postgres: with as many digits as bills have, where the default rounds at 20. */
export const Exact = Decimal.clone({ precision: 100 });
