/** Prices of a stated day. The built-in book and a book that an organisation loaded answer the same questions. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Decimal } from './amount.ts';
import { own } from './own.ts';

/** Price text by region; `*` where the price is the same everywhere. */
const Regional = z.record(z.string(), z.string().regex(/^\d+(\.\d+)?$/));

export const PriceBook = z.object({
  name: z.string(),
  date: z.iso.date().describe('the day its prices are of'),
  currency: z.string(),
  sources: z.array(z.string()),
  /** One unit, as the component counts it; what runs by the hour is priced by the hour. */
  prices: z.record(z.string(), Regional),
  /** Of a family whose sizes cost in exact proportion: the price of its `large`. Keys end in the family, not the size. */
  families: z.record(z.string(), Regional).default({}),
  /** Regions whose list prices are those of another one, wherever they have none of their own here: region to region. */
  sameAs: z.record(z.string(), z.object({ region: z.string(), keys: z.array(z.string()) })).default({}),
});

export type PriceBook = z.infer<typeof PriceBook>;

export type PriceLookup = {
  name: string;
  date: string;
  currency: string;
  /** @returns null when the book has no such price: then there is no number, and never a guess */
  price: (key: string, region: string) => Decimal | null;
};

/** How much of a `large` each size is. Metal and odd sizes have prices of their own, or none. */
const sizes: Record<string, number> = { nano: 1 / 16, micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1, xlarge: 2 };

function sizeOf(name: string): number | null {
  const many = /^(\d+)xlarge$/.exec(name);
  return many ? Number(many[1]) * 2 : (own(sizes, name) ?? null);
}

export function lookIn(book: PriceBook): PriceLookup {
  const { name, date, currency } = book;
  const direct = (key: string, region: string): Decimal | null => {
    const listed = own(own(book.prices, key), region);
    if (listed !== undefined) return new Decimal(listed);
    const cut = key.lastIndexOf('.');
    const size = cut < 0 ? null : sizeOf(key.slice(cut + 1));
    const large = own(own(book.families, key.slice(0, cut)), region);
    return size === null || large === undefined ? null : new Decimal(large).mul(size);
  };
  const price = (key: string, region: string): Decimal | null => {
    const same = own(book.sameAs, region);
    const shared = same?.keys.some((start) => key.startsWith(start));
    return direct(key, region) ?? (shared && same ? direct(key, same.region) : null) ?? direct(key, '*');
  };
  return { name, date, currency, price };
}

/** Asks the first book first: an organisation's own prices before the built-in ones. */
export function firstOf(first: PriceLookup, fallback: PriceLookup): PriceLookup {
  return { ...first, price: (key, region) => first.price(key, region) ?? fallback.price(key, region) };
}

let builtIn: PriceLookup | null = null;

/** AWS list prices in this repository: `prices/aws.json`. Read once. */
export function awsPrices(): PriceLookup {
  builtIn ??= lookIn(PriceBook.parse(JSON.parse(readFileSync(new URL('./prices/aws.json', import.meta.url), 'utf8'))));
  return builtIn;
}
