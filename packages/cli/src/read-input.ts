import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { nearestName, type Problem } from '@gigafactory/core/base';
import { InputError } from './failure.ts';
import type { Io } from './io.ts';

/** No factory file or table of runs comes near this. */
const MOST_BYTES = 4_000_000;

/**
 * The text of a file, or of standard input for `-`. Nothing beyond `most` bytes is ever read.
 * @throws InputError `file.missing`, `file.folder`, `file.access`, `file.size`, `file.binary`, `file.read`
 */
export async function readInput(name: string, io: Io, most = MOST_BYTES): Promise<string> {
  const path = resolve(io.cwd, name);
  try {
    if (name === '-') {
      return decode(await readAll(io.stdin, 'Standard input', most), 'Standard input');
    }
    const info = await stat(path);
    if (info.isDirectory()) throw await folderError(name, path);
    if (info.size > most) throw tooLarge(`"${name}"`, most);
    return decode(await readAll(createReadStream(path), `"${name}"`, most), `"${name}"`);
  } catch (error) {
    throw await explain(error, name, path);
  }
}

/** Reads pieces until the end or the limit, because a pipe has no size. */
async function readAll(
  stream: AsyncIterable<Uint8Array>,
  what: string,
  most: number,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > most) throw tooLarge(what, most);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function decode(bytes: Buffer, what: string): string {
  if (bytes.includes(0)) throw fileError('binary', `${what} is a binary file, not text.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fileError('binary', `${what} is not valid UTF-8 text.`);
  }
}

/** A system error while reading a file is about the file; anything else is a bug in the program. */
async function explain(error: unknown, name: string, path: string): Promise<unknown> {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  const what = name === '-' ? 'Standard input' : `"${cutName(name)}"`;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return missing(name, path);
    case 'EACCES':
    case 'EPERM':
      return fileError('access', `${what} may not be read: permission denied.`);
    case 'ELOOP':
      return fileError('read', `${what} is a symbolic link that leads back to itself.`);
    case 'ENAMETOOLONG':
      return fileError('read', `${what} is longer than the name of a file can be.`);
    default:
      return fileError('read', `${what} could not be read (${code}).`);
  }
}

const MOST_SHOWN = 200;

function cutName(name: string): string {
  return name.length > MOST_SHOWN ? `${name.slice(0, MOST_SHOWN)}…` : name;
}

async function missing(name: string, path: string): Promise<InputError> {
  const names = await readdir(dirname(path)).catch(() => undefined);
  if (!names) return fileError('missing', `There is no folder "${dirname(name)}".`);
  const nearest = nearestName(basename(path), names);
  return fileError('missing', `There is no file "${name}".`, nearest);
}

async function folderError(name: string, path: string): Promise<InputError> {
  const files = (await readdir(path)).filter((file) => /\.ya?ml$/.test(file));
  const inside = files.length > 0 ? ` It contains ${files.slice(0, 8).join(', ')}.` : '';
  return fileError('folder', `"${name}" is a folder; name a file.${inside}`);
}

function tooLarge(what: string, most: number): InputError {
  return fileError('size', `${what} is larger than ${most / 1e6} MB, the limit.`);
}

function fileError(kind: string, message: string, nearest?: string): InputError {
  const problem: Problem = { code: `file.${kind}`, message };
  return new InputError([nearest === undefined ? problem : { ...problem, nearest }]);
}
