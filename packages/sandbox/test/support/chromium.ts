import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const INSTALL_LIMIT_MS = 300_000;

/**
 * Where Chromium is: `CHROMIUM_PATH`, or on the path; root on Debian gets it installed.
 *
 * @returns `undefined` if it can't be had: the tests that need it are then reported as skipped.
 * @throws In a continuous integration (`CI=true`) instead.
 */
export async function findChromium(): Promise<string | undefined> {
  const path = process.env.CHROMIUM_PATH ?? onPath() ?? (await install());
  if (path === undefined && process.env.CI === 'true') {
    throw new Error('There is no Chromium. Install it, or say where it is by CHROMIUM_PATH.');
  }
  return path;
}

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-lcd-text', '--disable-quic', '--disable-background-networking'],
  });
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not a program
  }
}

async function install(): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  const apt = (...args: string[]) =>
    promisify(execFile)('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], { timeout: INSTALL_LIMIT_MS });
  try {
    await apt('update');
    await apt('install', '--yes', '--no-install-recommends', 'chromium');
  } catch (error) {
    process.emitWarning(`Chromium could not be installed: ${String(error)}`);
  }
  return onPath();
}
