/**
 * `npm start [FILE] [-- flags]`: from a fresh clone to a running console.
 * Installs and builds what is missing or out of date, then hands over to `gigafactory up`.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { ROOT } from './lib/step.mjs';

const FIRST_FACTORY = 'examples/gigafactory-of-compute.yaml';
const CLI = resolve(ROOT, 'packages/cli/bin/gigafactory.js');

requireNode();
if (!(await ensureInstalled()) || !(await ensureBuilt())) process.exit(1);

const given = process.argv.slice(2).filter((arg) => arg !== '--');
const hasFile = given[0] !== undefined && !given[0].startsWith('-');
// npm runs this in the root; a file is meant relative to where the person stands.
const file = hasFile
  ? resolve(process.env['INIT_CWD'] ?? process.cwd(), /** @type {string} */ (given[0]))
  : resolve(ROOT, FIRST_FACTORY);

// In this process, not in a child: the terminal, its signals and the exit code are the CLI's own.
process.argv = [process.execPath, CLI, 'up', file, ...given.slice(hasFile ? 1 : 0)];
await import(pathToFileURL(CLI).href);
