import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseObject } from './lines.ts';
import type { KeepRule } from './options.ts';
import { isCount } from './progress/format.ts';

/*
 * Checkpoints on disk. Ours are folders `step-00000100` with a manifest that names every file with its size and
 * SHA-256; those of other programs are any file or folder that the program said it wrote.
 */

export interface Checkpoint {
  readonly path: string;
  readonly step: number;
  /** Whether it has our manifest, by which it can be verified. */
  readonly hasManifest: boolean;
  /** How many the run had reported when it reported this one, itself included; 0 for one it did not report. */
  readonly ordinal: number;
}

/** A checkpoint that a program said it had written. */
export interface ReportedCheckpoint {
  readonly path: string;
  readonly step: number;
  readonly ordinal: number;
}

interface Manifest {
  readonly step: number;
  readonly files: ReadonlyMap<string, { readonly bytes: number; readonly sha256: string }>;
}

const FOLDER = /^step-(\d{8,})$/;
const MANIFEST = 'manifest.json';
/** Begins the name of what is about to be deleted. */
const DOOMED = '.deleted-';

/** All checkpoints in a folder and all others reported that still exist, by step, oldest first. */
export async function listCheckpoints(
  folder: string,
  reported: readonly ReportedCheckpoint[],
): Promise<Checkpoint[]> {
  const names = await readdir(folder).catch(() => []);
  const found = new Map<string, Checkpoint>();
  for (const name of names) {
    const step = FOLDER.exec(name)?.[1];
    const path = join(folder, name);
    if (step) found.set(path, { path, step: Number(step), hasManifest: true, ordinal: 0 });
  }
  for (const { path, step, ordinal } of reported) {
    const hasManifest = await exists(join(path, MANIFEST));
    if (hasManifest || (await exists(path))) found.set(path, { path, step, hasManifest, ordinal });
  }
  return [...found.values()].sort((a, b) => a.step - b.step);
}

/** Why a checkpoint cannot be started from; undefined if it can. Reads all of it unless `isQuick`. */
export async function whyUnreadable(
  { path, step, hasManifest }: Checkpoint,
  isQuick = false,
): Promise<string | undefined> {
  if (!hasManifest) return (await exists(path)) ? undefined : 'it is gone';
  const manifest = await readManifest(join(path, MANIFEST));
  if (typeof manifest === 'string') return manifest;
  if (manifest.step !== step) return `its manifest is of step ${manifest.step}`;
  for (const [name, { bytes, sha256 }] of manifest.files) {
    const file = join(path, name);
    const size = (await stat(file).catch(() => undefined))?.size;
    if (size === undefined) return `${name} is missing`;
    if (size !== bytes) return `${name} has ${size} B instead of ${bytes}`;
    if (!isQuick && (await sha256Of(file)) !== sha256)
      return `${name} has changed since it was written`;
  }
  return undefined;
}

/** Size of a checkpoint as its manifest has it, B; 0 without one. */
export async function sizeOf({ path }: Checkpoint): Promise<number> {
  const manifest = await readManifest(join(path, MANIFEST));
  if (typeof manifest === 'string') return 0;
  return [...manifest.files.values()].reduce((sum, { bytes }) => sum + bytes, 0);
}

export interface Choice {
  /** Undefined if none is readable. */
  readonly checkpoint: Checkpoint | undefined;
  /** Newer ones that are not. */
  readonly passedOver: readonly { readonly path: string; readonly why: string }[];
}

/** The newest readable checkpoint of at most this step. */
export async function newestReadable(
  all: readonly Checkpoint[],
  mostStep: number,
): Promise<Choice> {
  const passedOver: { path: string; why: string }[] = [];
  const candidates = all.filter(({ step }) => step <= mostStep);
  for (const checkpoint of candidates.toReversed()) {
    const why = await whyUnreadable(checkpoint);
    if (why === undefined) return { checkpoint, passedOver };
    passedOver.push({ path: checkpoint.path, why });
  }
  return { checkpoint: undefined, passedOver };
}

/** Which of these, oldest first, the rule does not keep. */
export function unkept(all: readonly Checkpoint[], { last, every }: KeepRule): Checkpoint[] {
  const old = all.slice(0, Math.max(0, all.length - Math.max(1, last)));
  if (every === undefined) return old;
  return old.filter(({ ordinal }) => ordinal % every !== 0);
}

/** Deletes a checkpoint so that it is there as a whole or not at all, whenever this is cut off. */
export async function deleteCheckpoint(folder: string, { path }: Checkpoint): Promise<void> {
  const inside = relative(folder, path);
  // What a program wrote elsewhere is not ours to delete.
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return;
  const doomed = join(folder, `${DOOMED}${inside.replaceAll(/[\\/]/g, '-')}`);
  await rm(doomed, { recursive: true, force: true });
  try {
    await rename(path, doomed);
  } catch (error) {
    // A person may have been faster.
    if (await exists(path)) throw error;
    return;
  }
  await rm(doomed, { recursive: true, force: true });
}

/** Deletes what an earlier deletion left. */
export async function sweepDoomed(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.startsWith(DOOMED)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** The manifest, or why there is none. */
async function readManifest(path: string): Promise<Manifest | string> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return 'it has no manifest';
  const { format, version, step, files } = (parseObject(text) ?? {}) as Record<string, unknown>;
  if (format !== 'gigafactory-checkpoint' || !isCount(step)) return 'its manifest is none';
  if (version !== 1) return `its manifest has version ${version}, and this program reads 1`;
  if (typeof files !== 'object' || files === null) return 'its manifest names no files';
  const listed = new Map<string, { bytes: number; sha256: string }>();
  for (const [name, value] of Object.entries(files)) {
    const { bytes, sha256 } = (value ?? {}) as Record<string, unknown>;
    const isInside = !isAbsolute(name) && !name.split(/[\\/]/).includes('..');
    if (!isInside || !isCount(bytes) || typeof sha256 !== 'string') {
      return `its manifest does not say what ${name} is`;
    }
    listed.set(name, { bytes, sha256 });
  }
  return { step, files: listed };
}

async function sha256Of(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
