/** `npm run keys:rotate -- NAME`: a new version of a key in Vault. What was made with older ones still finds them. */
import { readConfig } from '../config.ts';
import { AuroraError, errorText } from '../errors.ts';
import { makeLog } from '../log.ts';
import { makeSecrets } from './vault.ts';

const known = ['access-tokens', 'audit', 'plans', 'temporal'];

async function main(name: string | undefined): Promise<string> {
  if (!name || !known.includes(name)) return `Say which key: npm run keys:rotate -- ${known.join(' | ')}`;
  const config = readConfig();
  const secrets = makeSecrets(config, makeLog('keys', 'warn'));
  try {
    return `${await secrets.rotateDataKey(name)} is the key from now on. Running processes take it up within minutes.`;
  } finally {
    await secrets.close();
  }
}

try {
  process.stdout.write(`${await main(process.argv[2])}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof AuroraError ? error.userMessage : errorText(error)}\n`);
  process.exitCode = 1;
}
