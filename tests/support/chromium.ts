/** The system's Chromium for browser tests: found, or installed where that is ours to do (root on Debian). */
import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { type Browser, chromium } from 'playwright-core';

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const find = () => [process.env.CHROMIUM_BIN, ...known].find((path) => path && existsSync(path));

/** @returns the path of the browser, or why there is none, in words */
export async function findChromium(): Promise<{ path: string } | { missing: string }> {
  const there = find();
  if (there) return { path: there };
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return { missing: 'There is no Chromium here, and only root on Debian may install one. Set CHROMIUM_BIN.' };
  }
  process.stdout.write('Installing Chromium with apt-get, once.\n');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await execa('apt-get', ['update', '-q'], { env, reject: false, stdout: 'ignore' });
  await execa('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
    env,
    reject: false,
    stdout: 'ignore',
  });
  const installed = find();
  return installed ? { path: installed } : { missing: 'Chromium could not be installed with apt-get.' };
}

export const launchBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    // As root in a container there is no sandbox to be had; the rest keeps the browser from calling home.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
