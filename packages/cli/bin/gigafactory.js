#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) {
  const { main } = await import(program.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  // Only in a clone of the repository whose dependencies were installed without its scripts.
  process.stderr.write('This clone is not built yet. Build it once: npm run build\n');
  process.exitCode = 2;
}
