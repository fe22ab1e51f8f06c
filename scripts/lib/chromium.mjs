import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runStep } from './step.mjs';

const COMMANDS = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
const MAC_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Finds a Chromium for the browser tests; as root on Debian or Ubuntu it installs one.
 * @returns {Promise<string | undefined>} its path
 */
export async function ensureChromium() {
  const given = process.env['CHROMIUM_PATH'];
  if (given && !isExecutable(given)) {
    console.error(`CHROMIUM_PATH does not name a program: ${given}`);
    process.exit(1);
  }
  const found = given || findChromium();
  if (found || !canInstall()) return found;
  const outcome = await runStep({
    label: 'installing Chromium for the browser tests',
    command: 'sh',
    args: ['-c', 'apt-get update && apt-get install -y --no-install-recommends chromium'],
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    advice: 'Going on without the browser tests.',
  });
  return outcome.ok ? findChromium() : undefined;
}

/** @returns {string | undefined} */
function findChromium() {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...onPath, ...MAC_APPS].find(isExecutable);
}

/** @returns {boolean} */
function canInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** @param {string} path @returns {boolean} */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
