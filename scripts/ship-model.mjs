/**
 * `node scripts/ship-model.mjs grok-nano@3 0.2.0`: makes a published model one that ships, as that version (of this release,
 * where none is given), in `packages/grok/models`. The files stay as they are, and with them the hash; in model.json the version is that of the
 * release, and names of people, machines and folders are left out. A model of the same name that shipped before goes. Run
 * it from a built checkout.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { readModel } from '../packages/grok/dist/model/index.js';
import { openRegistry } from '../packages/grok/dist/registry/index.js';
import { stateHome } from '../packages/server/dist/operate/state-folder.js';
import { ROOT } from './lib/step.mjs';

/** All files of a model that ships, B: each installation downloads them. */
const MOST_BYTES = 6e6;

/** @param {string} reference @param {string} [wanted] @returns {Promise<string>} the folder */
async function ship(reference, wanted) {
  const found = await openRegistry({ home: stateHome(process.env) }).find(reference);
  if (!found.ok) throw new Error(found.problems[0]?.message);
  const { folder, name, bytes, ships, files, licence } = found.value;
  if (ships) throw new Error(`${reference} ships already`);
  if (bytes > MOST_BYTES) throw new Error(`${reference} has ${bytes} B of ${MOST_BYTES} at most`);
  if (licence === null) throw new Error(`${reference} states no licence`);
  const read = await readModel(folder);
  if (!read.ok) throw new Error(read.problems[0]?.message);
  const release = JSON.parse(readFileSync(join(ROOT, 'packages/grok/package.json'), 'utf8'));
  const version = wanted ?? release.version;
  const named = join(ROOT, 'packages/grok/models', name);
  for (const old of readable(named)) rmSync(join(named, old), { recursive: true });
  const shipped = join(named, version);
  for (const path of Object.keys(files)) {
    mkdirSync(join(shipped, path, '..'), { recursive: true });
    writeFileSync(join(shipped, path), readFileSync(join(folder, path)));
  }
  const facts = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
  const text = JSON.stringify({ ...impersonal(facts), version }, undefined, 2);
  writeFileSync(join(shipped, 'model.json'), `${text}\n`);
  const again = await readModel(shipped);
  if (!again.ok) throw new Error(again.problems[0]?.message);
  return shipped;
}

/**
 * Without the names of people and machines, and without paths of the machine that trained.
 *
 * @param {import('@gigafactory/core/models').ModelFacts} facts
 */
function impersonal(facts) {
  const { lineage } = facts;
  const program = lineage.program.map((word) => (isAbsolute(word) ? basename(word) : word));
  const by = 'the Gigafactory project';
  return { ...facts, publishedBy: by, lineage: { ...lineage, program, startedBy: by } };
}

/** @param {string} folder @returns {string[]} */
function readable(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const [reference, version, ...more] = process.argv.slice(2);
if (reference === undefined || more.length > 0) {
  console.error('Which model? node scripts/ship-model.mjs NAME@VERSION [VERSION THAT SHIPS]');
  process.exitCode = 2;
} else {
  try {
    console.log(await ship(reference, version));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
