import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failed, ok, type Result } from '@gigafactory/core/base';
import {
  type Lineage,
  type ModelChange,
  type ModelFacts,
  modelFacts,
} from '@gigafactory/core/models';
import { type Precision, syncFolder, writeDurably } from '@gigafactory/trainer/checkpoint';
import { type Model, packModel, readModel } from '../model/index.ts';
import { isAlive } from './holds.ts';
import { FACTS, foldersIn, type Places, type Stored } from './places.ts';

/** A model that is to be published, and what is to be known of it for good. */
export interface Publication {
  readonly name: string;
  /** The folder of its checkpoint. */
  readonly checkpoint: string;
  readonly precision: Precision;
  /** SPDX; null if none is stated. */
  readonly licence: string | null;
  readonly lineage: Lineage;
  /** Texts that prove the lineage, by their path below the model's folder: the journal, the factory file. */
  readonly evidence: ReadonlyMap<string, string>;
  readonly evaluation: Readonly<Record<string, unknown>> | null;
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
}

export interface Published {
  readonly facts: ModelFacts;
  readonly folder: string;
  /** False if the same files were published under this name before. */
  readonly isNew: boolean;
}

interface Known {
  readonly stored: readonly Stored[];
  readonly changes: readonly ModelChange[];
}

/**
 * Writes a version that nobody changes afterwards: under a temporary name until all of it is on disk and was read
 * back. What was published before under this name, the same to the bit, is not published again.
 *
 * Problems: those of `readModel`, and `model.name`, `model.facts`.
 */
export async function publish(
  places: Places,
  known: Known,
  publication: Publication,
): Promise<Result<Published>> {
  const model = await readModel(publication.checkpoint);
  if (!model.ok) return model;
  const files = packModel(model.value, publication.precision);
  const encoder = new TextEncoder();
  for (const [path, text] of publication.evidence) files.set(path, encoder.encode(text));
  const draft = factsOf(model.value, files, publication);
  const checked = modelFacts.safeParse(draft);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const code = issue!.path[0] === 'name' ? 'model.name' : 'model.facts';
    return failed({ code, message: `${issue!.path.join('.')}: ${issue!.message}.` });
  }
  const again = known.stored.find(({ facts, ships }) => !ships && isSame(facts, draft));
  if (again) return ok({ facts: again.facts, folder: again.folder, isNew: false });
  await mkdir(places.models, { recursive: true, mode: 0o700 });
  await removeUnfinished(places.models);
  const unfinished = join(places.models, `${UNFINISHED}${process.pid}-${count++}`);
  await writeFiles(unfinished, files);
  return nameVersion(places, known, unfinished, draft);
}

/** Begins the names of folders that are being written; the process that writes follows. */
const UNFINISHED = '.unfinished-';
let count = 0;

function factsOf(
  model: Model,
  files: ReadonlyMap<string, Uint8Array>,
  { name, precision, licence, lineage, evaluation, by, at }: Publication,
): ModelFacts {
  const listed = [...files].map(
    ([path, content]) => [path, { bytes: content.length, sha256: sha256(content) }] as const,
  );
  listed.sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = listed.map(([path, file]) => `${file.sha256}  ${path}\n`).join('');
  return {
    format: 'gigafactory-model',
    formatVersion: 1,
    name,
    version: '1',
    sha256: sha256(new TextEncoder().encode(lines)),
    bytes: listed.reduce((sum, [, { bytes }]) => sum + bytes, 0),
    files: Object.fromEntries(listed),
    architecture: 'LlamaForCausalLM',
    precision,
    parameters: model.layout.size,
    vocabulary: model.shape.vocabulary,
    sequence: model.sequence,
    licence,
    publishedAt: at,
    publishedBy: by,
    lineage,
    evaluation: evaluation && { ...evaluation },
  };
}

function isSame(facts: ModelFacts, draft: ModelFacts): boolean {
  const of = ({ name, sha256: hash, licence, evaluation }: ModelFacts): string =>
    JSON.stringify([name, hash, licence, evaluation]);
  return of(facts) === of(draft);
}

async function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    await writeDurably(join(folder, path), content);
    await chmod(join(folder, path), 0o400);
  }
}

/** Gives the folder the next number that no version of the name has or had. */
async function nameVersion(
  places: Places,
  { changes }: Known,
  unfinished: string,
  draft: ModelFacts,
): Promise<Result<Published>> {
  const named = join(places.models, draft.name);
  await mkdir(named, { recursive: true, mode: 0o700 });
  for (let version = await nextVersion(named, changes, draft.name); ; version++) {
    const facts = { ...draft, version: String(version) };
    const text = `${JSON.stringify(facts, undefined, 2)}\n`;
    await rm(join(unfinished, FACTS), { force: true });
    await writeDurably(join(unfinished, FACTS), new TextEncoder().encode(text));
    const read = await readModel(unfinished);
    if (!read.ok) {
      await rm(unfinished, { recursive: true, force: true });
      return read;
    }
    await chmod(join(unfinished, FACTS), 0o400);
    await syncFolder(unfinished);
    const folder = join(named, facts.version);
    if (!(await isNamed(unfinished, folder))) continue;
    await chmod(folder, 0o500);
    await syncFolder(named);
    return ok({ facts, folder, isNew: true });
  }
}

async function nextVersion(
  named: string,
  changes: readonly ModelChange[],
  name: string,
): Promise<number> {
  const removed = changes
    .filter(({ kind, model }) => kind === 'remove' && model.startsWith(`${name}@`))
    .map(({ model }) => model.slice(name.length + 1));
  const versions = [...(await foldersIn(named)), ...removed].map(Number).filter(Number.isInteger);
  return Math.max(0, ...versions) + 1;
}

/** Two processes may want the same number: one of them gets it. */
async function isNamed(unfinished: string, folder: string): Promise<boolean> {
  if (existsSync(folder)) return false;
  try {
    await rename(unfinished, folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}

/** Folders of writers that are no more. */
export async function removeUnfinished(models: string): Promise<void> {
  for (const name of existsSync(models) ? await readdir(models) : []) {
    if (!name.startsWith(UNFINISHED)) continue;
    const writer = Number.parseInt(name.slice(UNFINISHED.length), 10);
    if (!isAlive(writer)) await rm(join(models, name), { recursive: true, force: true });
  }
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
