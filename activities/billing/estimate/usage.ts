/**
 * How much of what is paid by use is used: a usage file (Infracost's format: `resource_usage`, and
 * `resource_type_default_usage`), else a stated default.
 */
import { parse } from 'yaml';
import { AuroraError } from '../../../platform/errors.ts';
import { isObject } from '../../terraform/values.ts';
import { type Amount, Decimal, fixed } from './amount.ts';
import { own } from './own.ts';
import { usageDefaults } from './usage-defaults.ts';

export type UsageBlock = Record<string, unknown>;

export type UsageFile = { resources: Record<string, UsageBlock>; types: Record<string, UsageBlock> };

export const noUsage: UsageFile = { resources: {}, types: {} };

/** A busy month is this many times the default. */
export const highMultiple = 5;

/** @throws AuroraError `bad_request` when the text is no usage file */
export function parseUsage(text: string): UsageFile {
  const document = readYaml(text);
  if (document !== null && !isObject(document)) throw notUsage('it is no map');
  return { resources: blocksIn(document?.resource_usage), types: blocksIn(document?.resource_type_default_usage) };
}

function readYaml(text: string): unknown {
  try {
    return parse(text) ?? null;
  } catch (error) {
    throw notUsage(error instanceof Error ? error.message : String(error));
  }
}

const blocksIn = (value: unknown): Record<string, UsageBlock> =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).flatMap(([key, block]) => (isObject(block) ? [[key, block]] : [])))
    : {};

const notUsage = (why: string) =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: `The usage file cannot be read (${why}). Nothing was estimated with it. It needs a map "resource_usage".`,
  });

/** What a file says about one resource: by its address, by `name[*]` for each instance, by its type. */
export function usageOf(file: UsageFile, address: string, type: string): UsageBlock {
  const every = address.replace(/\[[^\]]*\]$/, '[*]');
  return { ...own(file.types, type), ...own(file.resources, every), ...own(file.resources, address) };
}

/** @param path dotted: `standard.storage_gb` */
export function statedIn(block: UsageBlock, path: string): Decimal | null {
  const value = textIn(block, path);
  if (value === null) return null;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? new Decimal(value) : null;
}

export function textIn(block: UsageBlock, path: string): string | null {
  const found = path.split('.').reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), block);
  return typeof found === 'string' || typeof found === 'number' ? String(found).trim() : null;
}

/** Stated use as it is; else nothing, the default, and a multiple of it. */
export function usageAmount(block: UsageBlock, type: string, path: string): Amount {
  const stated = statedIn(block, path);
  if (stated) return { ...fixed(stated), usage: true };
  const value = new Decimal(own(own(usageDefaults, type), path) ?? 0);
  const assumed = value.isZero() ? [] : [`${path}: ${value}`];
  return { low: new Decimal(0), expected: value, high: value.mul(highMultiple), stated: false, usage: true, assumed };
}
