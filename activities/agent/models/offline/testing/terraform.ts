/** What files have to stand before they may be proposed: Terraform's grammar, its formatter, and the gate. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { expect } from 'vitest';
import { gateRevision } from '../../../../terraform/gate.ts';

type Parsed = Record<string, unknown>;

/** Every .tf file parsed, by name. */
export async function parseAll(files: Record<string, string>): Promise<Record<string, Parsed>> {
  const terraform = Object.entries(files).filter(([file]) => file.endsWith('.tf'));
  return Object.fromEntries(await Promise.all(terraform.map(async ([file, text]) => [file, await parse(file, text)])));
}

/** Addresses of all resources, as Terraform's own grammar sees them. */
export async function addresses(files: Record<string, string>): Promise<string[]> {
  const parsed = await parseAll(files);
  return Object.values(parsed).flatMap(({ resource = {} }) =>
    Object.entries(resource as Record<string, Parsed>).flatMap(([type, named]) =>
      Object.keys(named).map((label) => `${type}.${label}`),
    ),
  );
}

/** The machine's CLI configuration may name files that are not there, and `fmt` needs none. */
const env = { PATH: process.env.PATH ?? '', TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1' };

export const hasTerraform = spawnSync('terraform', ['version'], { env }).status === 0;

/** Fails with the differences when `terraform fmt` would change a file. */
export function expectFormatted(files: Record<string, string>): void {
  const folder = mkdtempSync(join(tmpdir(), 'aurora-fmt-'));
  try {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    const { stdout } = spawnSync('terraform', ['fmt', '-check', '-diff', folder], { env, encoding: 'utf8' });
    expect(stdout).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the gate says against the files. */
export const gateFindings = async (files: Record<string, string>) => (await gateRevision(files)).findings;
