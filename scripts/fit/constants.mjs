/**
 * The few constants of the training model that come from training runs: by a search over all sources at
 * once, each source and each stack counting once, with every stack's factor fitted anew. Prints them and
 * the error with each moved to the ends of its range; they stand in model/constants.ts by hand.
 * Run `npx tsc -b packages/core` first. `node scripts/fit/constants.mjs`
 */
import { TRAINING_CONSTANTS } from '../../packages/core/dist/model/index.js';
import { scenarios, stackErrors } from './runs.mjs';

/** @typedef {Record<(typeof NAMES)[number], number>} Constants */

const NAMES = /** @type {const} */ ([
  ...['exposedTensor', 'exposedExpert', 'contention', 'moeLaunch', 'expertLaunch'],
]);
const FACTORS = [0.5, 0.7, 0.85, 0.95, 1.05, 1.2, 1.4, 2];

const rows = scenarios();
const loss = (/** @type {Constants} */ constants) => stackErrors(rows, constants).loss;

let constants = /** @type {Constants} */ (
  Object.fromEntries(NAMES.map((name) => [name, TRAINING_CONSTANTS[name].value]))
);
let least = loss(constants);
console.log('as they stand:', percent(least));
for (let round = 0; round < 4; round++) {
  for (const name of NAMES) {
    for (const factor of FACTORS) {
      const value = Number((constants[name] * factor).toPrecision(2));
      if (name.startsWith('exposed') && value > 1) continue;
      const tried = { ...constants, [name]: value };
      const error = loss(tried);
      if (error < least) [constants, least] = [tried, error];
    }
  }
}
console.log('best:', percent(least), constants);
for (const name of NAMES) {
  const { range } = TRAINING_CONSTANTS[name];
  if (!range) throw new Error(`${name} has no range`);
  const [low, high] = range;
  const ends = [low, high].map((value) => percent(loss({ ...constants, [name]: value })));
  console.log(`${name} from ${low} to ${high}: ${ends.join(' to ')}`);
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(2)} %`;
}
