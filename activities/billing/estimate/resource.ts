/** A resource on one side of a change, as the price rules read it. */
import { isObject } from '../../terraform/values.ts';
import { type Amount, type Decimal, fixed } from './amount.ts';
import { type Configuration, withoutIndex } from './configuration.ts';
import { statedIn, textIn, type UsageBlock, usageAmount } from './usage.ts';

export type Values = Record<string, unknown>;

export type Side = {
  resources: Resource[];
  configuration: Configuration;
  /** The day of the estimate: support of old engine versions costs from a date on. */
  on: string;
};

/** A member at a dotted path; a block that may stand once is a list of one: `scaling_config.desired_size`. */
export function member(values: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    const one = Array.isArray(inner) ? inner[0] : inner;
    return isObject(one) ? one[key] : undefined;
  }, values);
}

export class Resource {
  readonly address: string;
  readonly type: string;
  readonly region: string;
  readonly values: Values;
  readonly usageBlock: UsageBlock;
  readonly side: Side;
  readonly notes = new Set<string>();
  readonly #unknown: unknown;

  constructor(given: {
    address: string;
    type: string;
    region: string;
    values: Values;
    unknown: unknown;
    usage: UsageBlock;
    side: Side;
  }) {
    this.address = given.address;
    this.type = given.type;
    this.region = given.region;
    this.values = given.values;
    this.#unknown = given.unknown;
    this.usageBlock = given.usage;
    this.side = given.side;
  }

  /** Text, or null where it is not set or not known yet. */
  text(path: string): string | null {
    const value = member(this.values, path);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  }

  /** Text with a default; a value that is written but known only after apply is said to be assumed. */
  textOr(path: string, preset: string): string {
    return this.text(path) ?? this.#assume(path, preset);
  }

  number(path: string): number | null {
    const text = this.text(path);
    const value = text === null || text === '' ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  }

  numberOr(path: string, preset: number): number {
    return this.number(path) ?? this.#assume(path, preset);
  }

  flag(path: string): boolean {
    const value = member(this.values, path);
    return value === true || value === 'true';
  }

  blocks(path: string): Values[] {
    const value = member(this.values, path);
    return Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];
  }

  list(path: string): unknown[] {
    const value = member(this.values, path);
    return Array.isArray(value) ? value : [];
  }

  /** Resources that an argument refers to, of the types asked for. */
  references(argument: string, ...types: string[]): Resource[] {
    const addresses = this.side.configuration.references(this.address, argument);
    return addresses.flatMap((address) => this.#instances(address)).filter(({ type }) => types.includes(type));
  }

  reference(argument: string, ...types: string[]): Resource | null {
    return this.references(argument, ...types)[0] ?? null;
  }

  use(path: string): Amount {
    return usageAmount(this.usageBlock, this.type, path);
  }

  stated(path: string): Decimal | null {
    return statedIn(this.usageBlock, path);
  }

  /** A number of the configuration that the usage file may overrule. */
  statedOr(path: string, preset: number): Amount {
    const stated = this.stated(path);
    return stated ? { ...fixed(stated), usage: true } : fixed(preset);
  }

  option(path: string): string | null {
    return textIn(this.usageBlock, path);
  }

  note(text: string): void {
    this.notes.add(text);
  }

  /** The instance with the same key where there is one, else the first. */
  #instances(address: string): Resource[] {
    const found = this.side.resources.filter((one) => withoutIndex(one.address) === address);
    const key = /\[[^\]]*\]$/.exec(this.address)?.[0];
    const same = key === undefined ? undefined : found.find((one) => one.address.endsWith(key));
    return same ? [same] : found;
  }

  #assume<T>(path: string, preset: T): T {
    const [argument = path] = path.split('.');
    const written = this.side.configuration.references(this.address, argument).length > 0;
    if (written && member(this.#unknown, path) === true)
      this.note(`${path} is known only after apply: estimated with ${String(preset)}`);
    return preset;
  }
}
