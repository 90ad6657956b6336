import { Decimal as Usual } from 'decimal.js';

/** The usual 20 digits would round a large sum of small parts. */
export const Decimal = Usual.clone({ precision: 80 });
export type Decimal = Usual;
