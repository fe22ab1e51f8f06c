// Trains what tells a question about how things work from one about a factory, and writes it beside the head of the witness:
//   npx tsc -b packages/grok && node scripts/train-concepts.mjs
// A logistic regression over sentence embeddings: taught rows of concepts.csv against lessons of grok-nano and the questions that its
// weights were chosen on. It says how it does on what it was not taught: held rows, `release` and `strangers`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DIMENSIONS,
  embedAll,
  heardLessons,
  readQuestions,
  WITNESS_FOLDER,
} from '@gigafactory/grok/skill';

const SEED = 33;
const LESSONS = 3000;
const ROUNDS = 600;
const RATE = 2;
/** Against weights that are large, and how much a taught question counts beside one of the many others. */
const SHRINK = 1e-4;
const COUNTS = 12;

const evaluation = new URL('../packages/grok/evaluation/', import.meta.url);
/** @param {readonly string[]} names */
const questionsIn = (names) =>
  names.flatMap((name) =>
    ['', '-outside'].flatMap((of) => {
      const read = readQuestions(readFileSync(new URL(`${name}${of}.csv`, evaluation), 'utf8'));
      if (!read.ok) throw new Error(read.problems[0]?.message);
      return read.value.map(({ question }) => question);
    }),
  );
const concepts = readFileSync(join(WITNESS_FOLDER, 'concepts.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => /^(.*),(taught|held)$/.exec(line) ?? []);
const ofPart = (/** @type {string} */ part) =>
  concepts.filter(([, , of]) => of === part).map(([, question = '']) => question);

const lessons = [...new Set(heardLessons(SEED, LESSONS).map(({ told }) => told))];
const others = [...lessons, ...questionsIn(['build', 'dev', 'probe', 'voices'])];
const taught = ofPart('taught');
const rows = await embedAll([...taught, ...others]);
const weights = new Float64Array(DIMENSIONS + 1);

/** @param {Float32Array} all @param {number} row */
function scoreOf(all, row) {
  let sum = weights[DIMENSIONS] ?? 0;
  for (let at = 0; at < DIMENSIONS; at++)
    sum += (weights[at] ?? 0) * (all[row * DIMENSIONS + at] ?? 0);
  return sum;
}

const total = taught.length * COUNTS + others.length;
for (let round = 0; round < ROUNDS; round++) {
  const slope = new Float64Array(DIMENSIONS + 1);
  for (let row = 0; row < taught.length + others.length; row++) {
    const isTaught = row < taught.length;
    const off = 1 / (1 + Math.exp(-scoreOf(rows, row))) - (isTaught ? 1 : 0);
    const pull = (off * (isTaught ? COUNTS : 1)) / total;
    for (let at = 0; at < DIMENSIONS; at++)
      slope[at] = (slope[at] ?? 0) + pull * (rows[row * DIMENSIONS + at] ?? 0);
    slope[DIMENSIONS] = (slope[DIMENSIONS] ?? 0) + pull;
  }
  for (let at = 0; at <= DIMENSIONS; at++)
    weights[at] = (weights[at] ?? 0) * (1 - SHRINK) - RATE * 10 * (slope[at] ?? 0);
}

for (const [name, texts] of /** @type {const} */ ([
  ['taught', taught],
  ['held', ofPart('held')],
  ['release and strangers', questionsIn(['release', 'strangers'])],
  ['build, dev, probe and voices', questionsIn(['build', 'dev', 'probe', 'voices'])],
])) {
  const embedded = await embedAll(texts);
  const scores = texts.map((text, row) => ({ text, score: scoreOf(embedded, row) }));
  const over = [-1, 0, 1, 2, 3].map((least) => scores.filter(({ score }) => score > least).length);
  console.log(`${name}: of ${texts.length} over -1, 0, 1, 2, 3: ${over.join(', ')}`);
  if (process.argv.includes('--each'))
    for (const { text, score } of scores.toSorted((a, b) => b.score - a.score).slice(0, 25))
      console.log(`  ${score.toFixed(2)} ${text}`);
}
const rounded = Array.from(weights, (weight) => Number(weight.toPrecision(5)));
writeFileSync(join(WITNESS_FOLDER, 'concepts.json'), `${JSON.stringify(rounded)}\n`);
