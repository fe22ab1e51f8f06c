import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const FORMAT = 'gigafactory-checkpoint';
const VERSION = 1;
const MANIFEST = 'manifest.json';
/** Begins the names of folders that are being written; the process that writes follows. */
const UNFINISHED = '.unfinished-';

/** What a manifest says beside the files. */
export type Facts = Readonly<Record<string, string | number>>;

interface Manifest {
  readonly step: number;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface CheckpointFiles {
  readonly step: number;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A checkpoint that cannot be used, and which file of it is at fault. */
export class CheckpointError extends Error {
  constructor(path: string, file: string, message: string) {
    super(`${join(path, file)} ${message}`);
    this.name = 'CheckpointError';
  }
}

function folderName(step: number): string {
  return `step-${String(step).padStart(8, '0')}`;
}

/**
 * Writes a checkpoint into `folder` and returns its path once it would survive a power cut: all files, then the
 * manifest, into a folder of a temporary name, which then gets its own. One of the same step stays if it is the same.
 */
export async function writeFiles(
  folder: string,
  step: number,
  files: ReadonlyMap<string, Uint8Array>,
  facts: Facts,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await removeLeftOvers(folder);
  const path = join(folder, folderName(step));
  if (existsSync(path) && (await holds(path, files))) return path;
  const unfinished = join(folder, `${UNFINISHED}${process.pid}-${folderName(step)}`);
  await mkdir(unfinished);
  const listed: Record<string, { bytes: number; sha256: string }> = {};
  for (const [name, content] of files) {
    await writeDurably(join(unfinished, name), content);
    listed[name] = { bytes: content.length, sha256: sha256(content) };
  }
  const manifest = { format: FORMAT, version: VERSION, step, ...facts, files: listed };
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await writeDurably(join(unfinished, MANIFEST), new TextEncoder().encode(text));
  await syncFolder(unfinished);
  await moveInto(path, unfinished, files);
  await syncFolder(folder);
  return path;
}

/** Reads a checkpoint and compares every file with the manifest. Throws a `CheckpointError`. */
export async function readFiles(path: string): Promise<CheckpointFiles> {
  const { step, files: listed, facts } = readManifest(path, await readOne(path, MANIFEST));
  const files = new Map<string, Uint8Array>();
  for (const [name, { bytes, sha256: expected }] of Object.entries(listed)) {
    const content = await readOne(path, name);
    if (content.length !== bytes)
      throw new CheckpointError(path, name, `has ${content.length} bytes of ${bytes}`);
    if (sha256(content) !== expected)
      throw new CheckpointError(path, name, 'is not what was written: its SHA-256 differs');
    files.set(name, content);
  }
  return { step, files, facts };
}

/** Gives a written folder its name. Two ranks that were told to leave may save the same step at the same moment. */
async function moveInto(
  path: string,
  unfinished: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const replaced = `${unfinished}-replaced`;
  if (existsSync(path) && !(await holds(path, files))) await rename(path, replaced);
  try {
    await rename(unfinished, path);
  } catch (error) {
    if (!(await holds(path, files))) throw error;
    await rm(unfinished, { recursive: true });
  }
  await rm(replaced, { recursive: true, force: true });
}

/** Folders of writers that are no more. */
async function removeLeftOvers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const writer = Number.parseInt(name.slice(UNFINISHED.length), 10);
    if (!isAlive(writer)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether a whole checkpoint holds exactly these files: one that was reported must at no time be missing. */
async function holds(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<boolean> {
  try {
    const written = await readFiles(path);
    return (
      written.files.size === files.size &&
      [...files].every(([name, content]) => {
        const other = written.files.get(name);
        return other !== undefined && Buffer.compare(other, content) === 0;
      })
    );
  } catch {
    return false;
  }
}

async function readOne(path: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(join(path, name));
  } catch (error) {
    throw new CheckpointError(path, name, `cannot be read: ${messageOf(error)}`);
  }
}

function readManifest(path: string, content: Uint8Array): Manifest {
  const fail = (message: string): never => {
    throw new CheckpointError(path, MANIFEST, message);
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(content));
  } catch {
    return fail('is not JSON');
  }
  if (!isRecord(parsed) || parsed['format'] !== FORMAT) return fail(`is no ${FORMAT}`);
  const { version, step, files, ...facts } = parsed;
  if (version !== VERSION) return fail(`has version ${version}; this program reads ${VERSION}`);
  if (typeof step !== 'number' || !Number.isInteger(step) || step < 0) return fail('has no step');
  if (!isRecord(files)) return fail('lists no files');
  const listed = Object.entries(files).map(([name, entry]) => {
    const { bytes, sha256: hash } = isRecord(entry) ? entry : {};
    if (typeof bytes !== 'number' || typeof hash !== 'string' || /[/\\]/.test(name))
      return fail(`does not say what ${name} is`);
    return [name, { bytes, sha256: hash }] as const;
  });
  return { step, files: Object.fromEntries(listed), facts };
}

/** A new file that would survive a power cut. */
export async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What a folder lists would survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
