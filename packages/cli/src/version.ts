import { readFileSync } from 'node:fs';

const MANIFEST = new URL('../package.json', import.meta.url);

/** The version of the package, read from its manifest: it is written nowhere else. */
export const VERSION: string = JSON.parse(readFileSync(MANIFEST, 'utf8')).version;
