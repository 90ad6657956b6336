/**
 * Keeps the vault of the compose files usable, with the code of the embedded stack (platform/secrets/keeper).
 *
 *   node deploy/setup/vault-keeper.ts [FOLDER]            runs until it is stopped
 *   node deploy/setup/vault-keeper.ts [FOLDER] --check    exit code 0 when the vault is open and roles were laid out
 *
 * It stays, instead of ending after the first start: it unseals after each restart of the vault, and lays out a fresh
 * secret id whenever the API or the worker took theirs. The keys lie in a volume that only this container has.
 */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '../../platform/errors.ts';
import { roleIdFile } from '../../platform/secrets/keeper/issue.ts';
import { type Keeper, type KeeperOptions, makeKeeper } from '../../platform/secrets/keeper/keeper.ts';

const everyMs = 250;

/** Never looks at secret ids: one that was taken a moment ago is no trouble. */
async function isUsable({ vault }: Keeper, { rolesFolder, roles }: KeeperOptions): Promise<boolean> {
  const laidOut = roles.every((role) => existsSync(roleIdFile(rolesFolder, role)));
  return laidOut && (await vault.health()) === 200;
}

async function main(): Promise<void> {
  const { VAULT_ADDR = 'http://vault:8200', VAULT_KV_MOUNT = 'aurora' } = process.env;
  const home = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? '/var/lib/aurora';
  const options: KeeperOptions = {
    address: VAULT_ADDR,
    mount: VAULT_KV_MOUNT,
    keysFile: `${home}/vault-keys/keys.json`,
    staySealedFile: `${home}/vault-keys/stay-sealed`,
    rolesFolder: `${home}/approle`,
    roles: ['api', 'worker'],
  };
  const keeper = makeKeeper(options);
  if (process.argv.includes('--check')) process.exit((await isUsable(keeper, options)) ? 0 : 1);
  process.on('SIGTERM', () => process.exit(0));
  process.on('SIGINT', () => process.exit(0));
  for (let said = ''; ; await sleep(everyMs)) {
    const trouble = await keeper.look().catch(errorText);
    const state = trouble ?? 'It is open.';
    if (state !== said) console.log(`The vault: ${state}`);
    said = state;
  }
}

if (import.meta.main) await main();
