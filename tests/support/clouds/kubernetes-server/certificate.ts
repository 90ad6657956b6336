/** A certificate of a stub's own, made by openssl: for 127.0.0.1, its own authority, good for a day or for no time at all. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

export type Certificate = { key: string; cert: string };

/** @param days 0: it has expired when it is made */
export function makeCertificate(days: number): Certificate {
  const dir = mkdtempSync(join(tmpdir(), 'stub-cert-'));
  const at = (name: string) => join(dir, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  try {
    writeFileSync(at('ext'), 'subjectAltName=IP:127.0.0.1\n');
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-out', at('key'));
    openssl('req', '-new', '-key', at('key'), '-subj', '/CN=127.0.0.1', '-out', at('csr'));
    const sign = ['x509', '-req', '-in', at('csr'), '-key', at('key'), '-days', String(days), '-extfile', at('ext')];
    openssl(...sign, '-out', at('cert'));
    return { key: readFileSync(at('key'), 'utf8'), cert: readFileSync(at('cert'), 'utf8') };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
