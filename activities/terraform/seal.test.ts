import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { recordedPlan } from './plans.fixtures.ts';
import { assertPlan, decryptPlan, encryptPlan, planDigest, sealPlan } from './seal.ts';

const key = { id: 'plans.v1', bytes: new Uint8Array(32).fill(7) };
const plan = Buffer.from('a plan with a secret: hunter2');
const tampered = expect.objectContaining({ code: 'plan_tampered' });

describe('encryptPlan', () => {
  const sealed = encryptPlan(plan, key, 'run-1');

  it('gives back the same bytes to the same run and key', () => {
    expect(Buffer.from(decryptPlan(sealed, key, 'run-1'))).toEqual(plan);
    expect(Buffer.from(decryptPlan(sealed, (id) => ({ ...key, id }), 'run-1'))).toEqual(plan);
  });

  it('hides the plan, and never looks the same twice', () => {
    expect(Buffer.from(sealed).includes('hunter2')).toBe(false);
    expect(Buffer.from(encryptPlan(plan, key, 'run-1')).equals(sealed)).toBe(false);
  });

  it('refuses it when any one byte was changed', () => {
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => decryptPlan(changed, key, 'run-1'), `byte ${index}`).toThrow(tampered);
    }
  });

  it('refuses it for another run, with another key, cut off, or empty', () => {
    expect(() => decryptPlan(sealed, key, 'run-2')).toThrow(tampered);
    expect(() => decryptPlan(sealed, { ...key, bytes: new Uint8Array(32) }, 'run-1')).toThrow(tampered);
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => decryptPlan(sealed.subarray(0, length), key, 'run-1')).toThrow(tampered);
  });
});

/** One stored or deflated entry, as Go's archive/zip lays it out. */
function zip(name: string, text: string): Buffer {
  const data = deflateRawSync(text);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  const offset = local.length + name.length + data.length;
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([local, Buffer.from(name), data, entry, Buffer.from(name), end]);
}

describe('sealPlan', () => {
  const files = { 'main.tf': 'locals {}\n' };
  const lockFile = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.100.0"\n}\n';
  const planJson = recordedPlan('p01-create');
  const archive = zip('tfstate', '{"lineage":"l-1","serial":4}');

  it('holds the digests of all that the plan came from', () => {
    const seal = sealPlan({ plan: archive, planJson, files, lockFile, variables: { b: 1, a: 2 } });
    expect(seal.planSha256).toBe(planDigest(archive));
    expect(seal.terraformVersion).toBe('1.11.4');
    expect(seal.digests.providers).toEqual({ 'registry.terraform.io/hashicorp/aws': '5.100.0' });
    expect(seal.digests.state).toEqual({ lineage: 'l-1', serial: 4 });
    expect(sealPlan({ plan: archive, planJson, files, lockFile, variables: { a: 2, b: 1 } })).toEqual(seal);
  });

  it('has no state for a project that has none yet', () => {
    const seal = sealPlan({ plan: zip('tfstate', '{"lineage":"","serial":0}'), planJson, files, lockFile });
    expect(seal.digests.state).toBeNull();
  });

  it('differs by variables, files and lock file', () => {
    const base = { plan: archive, planJson, files, lockFile };
    const { digests } = sealPlan(base);
    expect(sealPlan({ ...base, variables: { a: 1 } }).digests.variables).not.toBe(digests.variables);
    expect(sealPlan({ ...base, files: { 'main.tf': '' } }).digests.files).not.toBe(digests.files);
    expect(sealPlan({ ...base, lockFile: `${lockFile}\n` }).digests.lockFile).not.toBe(digests.lockFile);
  });
});

it('refuses a plan with one other byte', () => {
  expect(() => assertPlan(plan, planDigest(plan))).not.toThrow();
  expect(() => assertPlan(Buffer.concat([plan, Buffer.from('x')]), planDigest(plan))).toThrow(tampered);
});
