/**
 * `node scripts/check-links.mjs`: asks for every address that a fact cites, one after the other, and names those
 * that are gone, with the file that cites them. Ends with 1 when one is. Needs a network; no test runs it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressesIn, verdictOf } from './lib/links.mjs';

const FACTS = new URL('../packages/core/src/facts/', import.meta.url).pathname;
const PATIENCE_MS = 20_000;

/** @type {Map<string, string>} */
const cited = new Map();
for (const name of readdirSync(FACTS, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
  const text = readFileSync(join(FACTS, name), 'utf8');
  for (const address of addressesIn(text)) cited.set(address, name);
}

/** @param {string} address @returns {Promise<{ verdict: ReturnType<typeof verdictOf>, why: string }>} */
async function ask(address) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await answer.body?.cancel();
    return { verdict: verdictOf(answer.status), why: `HTTP ${answer.status}` };
  } catch (error) {
    return { verdict: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
}

const counts = { there: 0, gone: 0, unknown: 0 };
for (const [address, name] of cited) {
  const { verdict, why } = await ask(address);
  counts[verdict]++;
  if (verdict !== 'there') console.log(`${verdict.padEnd(8)} ${address} (${why}; facts/${name})`);
}
console.log(`${counts.there} there, ${counts.gone} gone, ${counts.unknown} could not be told`);
process.exitCode = counts.gone > 0 ? 1 : 0;
