/**
 * `node scripts/sim-mutants.mjs [SEEDS]`: takes one rule at a time away from supervisor and engine, and looks
 * for the first seed, and the shipped bug, that notice. Fails when nothing does.
 */
import { RULE_NAMES } from '@gigafactory/core/protocol';
import { findWithout, runSimCase, SHIPPED_BUGS } from '@gigafactory/core/twin';

const most = Number(process.argv[2] ?? 10_000);
const mutants = /** @type {(keyof typeof RULE_NAMES)[]} */ (Object.keys(RULE_NAMES));

/**
 * What the bug that the rule guards against does without it; '' when it guards against none.
 *
 * @param {keyof typeof RULE_NAMES} without
 */
function showBug(without) {
  const bug = SHIPPED_BUGS.find(({ guard }) => guard === without);
  if (!bug) return '';
  const [found] = runSimCase(bug.sim, { without }).violations;
  return `${bug.name}: ${found?.rule ?? 'not noticed'}`;
}

let found = 0;
console.log('| Without | Seed that fails | Invariant | Shipped bug |\n| --- | --- | --- | --- |');
for (const rule of mutants) {
  const noticed = findWithout(rule, most);
  const bug = showBug(rule);
  if (noticed && !bug.endsWith('not noticed')) found++;
  const seed = noticed ? `${noticed.seed} | ${noticed.invariant}` : `none of ${most} |`;
  console.log(`| ${RULE_NAMES[rule]} | ${seed} | ${bug} |`);
}
console.log(`\n${mutants.length} mutants, ${found} found`);
process.exitCode = found === mutants.length ? 0 : 1;
