import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cliConfigText, mirrorFolders, providerConfig } from './terraform-providers.ts';

function machine({ implied = false, opt = false, rc = false } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'aurora-mirror-'));
  const [home, optDir] = [join(root, 'home'), join(root, 'opt')];
  const provider = join('registry.terraform.io', 'hashicorp', 'aws', '5.100.0', 'linux_amd64');
  mkdirSync(join(optDir, 'unrelated'), { recursive: true });
  mkdirSync(home);
  if (implied) mkdirSync(join(home, '.terraform.d', 'plugins', provider), { recursive: true });
  if (opt) mkdirSync(join(optDir, 'tf-plugins', provider), { recursive: true });
  if (rc) writeFileSync(join(home, '.terraformrc'), '');
  return { home, opt: optDir, target: join(root, 'terraform.rc') };
}

it('writes a configuration for a mirror under /opt, and asks the registry for nothing that is in it', () => {
  const { home, opt, target } = machine({ opt: true });
  expect(providerConfig(target, undefined, home, opt)).toBe(target);
  const text = readFileSync(target, 'utf8');
  expect(text).toContain(`path    = "${join(opt, 'tf-plugins')}"`);
  expect(text).toContain('include = ["registry.terraform.io/hashicorp/aws"]');
  expect(text).toContain('exclude = ["registry.terraform.io/hashicorp/aws"]');
});

it('finds Terraform’s implied mirror in the home folder', () => {
  const { home, opt } = machine({ implied: true });
  expect(mirrorFolders(home, opt)).toContain(join(home, '.terraform.d', 'plugins'));
});

it('respects the configuration of a person', () => {
  const { home, opt, target } = machine({ opt: true, rc: true });
  expect(providerConfig(target, undefined, home, opt)).toBe(join(home, '.terraformrc'));
  const own = join(home, 'own.rc');
  writeFileSync(own, '');
  expect(providerConfig(target, own, home, opt)).toBe(own);
});

it('does not respect a configuration that is named but not there', () => {
  const { home, opt, target } = machine({ opt: true });
  expect(providerConfig(target, join(home, 'gone.rc'), home, opt)).toBe(target);
});

it('leaves Terraform to its own defaults where there is no mirror', () => {
  const { home, opt, target } = machine();
  expect(providerConfig(target, undefined, home, opt)).toBeUndefined();
});

it('excludes every provider of all mirrors from the direct way', () => {
  const text = cliConfigText([
    { path: '/a', providers: ['registry.terraform.io/hashicorp/aws'] },
    { path: '/b', providers: ['registry.terraform.io/hashicorp/aws', 'registry.terraform.io/hashicorp/null'] },
  ]);
  expect(text.split('direct')[1]).toContain('hashicorp/aws", "registry.terraform.io/hashicorp/null"]');
});
