// Syntax here stays old on purpose: an old Node must get as far as printing the message.
import { readFileSync } from 'node:fs';

const MANIFEST = new URL('../../package.json', import.meta.url);

/**
 * @param {string} version for example '20.19.0' or 'v20.19.0'
 * @param {string} least
 * @returns {boolean} whether `version` is `least` or newer
 */
export function isAtLeast(version, least) {
  const have = numbers(version);
  const need = numbers(least);
  for (let i = 0; i < 3; i++) {
    if ((have[i] || 0) !== (need[i] || 0)) return (have[i] || 0) > (need[i] || 0);
  }
  return true;
}

/** Ends the process with an explanation when Node is older than `engines` in package.json asks. */
export function requireNode() {
  const least = JSON.parse(readFileSync(MANIFEST, 'utf8')).engines.node;
  if (isAtLeast(process.version, least)) return;
  console.error(`Gigafactory needs Node ${least}; this is Node ${process.version}.`);
  console.error(
    'Install a newer one from https://nodejs.org, or with "nvm install 22", and try again.',
  );
  process.exit(1);
}

/** @param {string} text @returns {number[]} */
function numbers(text) {
  return text
    .replace(/^[^\d]*/, '')
    .split('.')
    .map(Number);
}
