/**
 * `node scripts/sim-mutants.mjs [SEEDS] [MUTANTS]`: takes one rule at a time out of a copy of the built core,
 * and looks for the first seed, and the shipped bug, that notice; of all mutants, or of the first ones.
 * Fails when one lives.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MUTANTS } from './lib/sim-mutants.mjs';

const core = fileURLToPath(new URL('../packages/core/', import.meta.url));
const copies = `${core}.cache/sim-mutants/`;
const most = Number(process.argv[2] ?? 10_000);
const mutants = MUTANTS.slice(0, Number(process.argv[3] ?? MUTANTS.length));

/** A copy of the built core without one rule. */
function plant({ edits }, index) {
  const copy = `${copies}${process.pid}-${index}/`;
  mkdirSync(copy, { recursive: true });
  cpSync(`${core}dist`, copy, {
    recursive: true,
    filter: (path) => !/\.(ts|map|tsbuildinfo)$/.test(path),
  });
  for (const { file, from, to } of edits) {
    const text = readFileSync(copy + file, 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${file} does not have once: ${from}`);
    writeFileSync(
      copy + file,
      text.replace(from, () => to),
    );
  }
  return copy;
}

/** The first seed that breaks a rule, and which. */
function firstFailure({ drawSimCase, runSimCase }) {
  for (let seed = 0; seed < most; seed++) {
    const [found] = runSimCase(drawSimCase(seed)).violations;
    if (found) return { seed, rule: found.rule };
  }
  return undefined;
}

function showBug({ SHIPPED_BUGS, runSimCase }, name) {
  if (!name) return '';
  const bug = SHIPPED_BUGS.find((shipped) => shipped.name === name);
  if (!bug) throw new Error(`no shipped bug is called ${name}`);
  const [found] = runSimCase(bug.sim).violations;
  return found ? `${name}: ${found.rule}` : undefined;
}

let survivors = 0;
console.log('| Without | Seed that fails | Rule | Shipped bug |\n| --- | --- | --- | --- |');
for (const [index, mutant] of mutants.entries()) {
  const copy = plant(mutant, index);
  const twin = await import(pathToFileURL(`${copy}twin/index.js`).href);
  const failure = firstFailure(twin);
  const bug = showBug(twin, mutant.bug);
  rmSync(copy, { recursive: true, force: true });
  if (!failure || bug === undefined) survivors++;
  const seed = failure ? `${failure.seed} | ${failure.rule}` : `none of ${most} | `;
  console.log(`| ${mutant.name} | ${seed} | ${bug ?? `${mutant.bug}: not noticed`} |`);
}
if (survivors > 0) console.log(`\n${survivors} of ${mutants.length} were not noticed.`);
process.exitCode = survivors > 0 ? 1 : 0;
