import { readFileSync } from 'node:fs';

const MANIFEST = new URL('../package.json', import.meta.url);

/** The version of the package, read from its manifest, the only place that has it. */
export const VERSION: string = JSON.parse(readFileSync(MANIFEST, 'utf8')).version;
