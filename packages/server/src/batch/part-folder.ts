import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { PartName } from '@gigafactory/core/api';
import type { Result } from '@gigafactory/core/base';
import { z } from 'zod';

/* The folder of one request, which control process and tasks see under the same path. */

/** What the tasks of one array do. */
export interface PartsRequest {
  /** Tasks of another program refuse it. */
  readonly program: string;
  readonly part: PartName;
  /** What all parts have in common. */
  readonly common: Readonly<Record<string, unknown>>;
  readonly parts: readonly { readonly key: string; readonly input: Record<string, unknown> }[];
  /** The parts of each task, by index. */
  readonly tasks: readonly (readonly number[])[];
}

const partsRequest = z.object({
  program: z.string(),
  part: z.enum(['lives', 'search']),
  common: z.record(z.string(), z.unknown()),
  parts: z.array(z.object({ key: z.string(), input: z.record(z.string(), z.unknown()) })),
  tasks: z.array(z.array(z.int())),
});

/** An answer of the operation, a refusal too, and what it took. */
export interface PartAnswer {
  readonly answer: Result<unknown>;
  /** CPU time, s. */
  readonly cpuSeconds: number;
}

const answerHead = z.object({ sha256: z.string(), cpuSeconds: z.number() });

const NEWLINE = 10;

export class PartFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The program of the tasks, for /bin/sh. */
  get script(): string {
    return join(this.path, 'task.sh');
  }

  make(script: string): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    for (const name of ['answers', 'arrays']) mkdirSync(join(this.path, name), { recursive: true });
    writeWhole(this.script, script);
  }

  /** Keys of the parts that have been answered. */
  answered(): Set<string> {
    const folder = join(this.path, 'answers');
    // A network file system may show an old list of a folder; one that was just changed from here is read anew.
    const probe = join(folder, `.probe-${randomBytes(6).toString('hex')}`);
    writeFileSync(probe, '');
    rmSync(probe, { force: true });
    return new Set(readdirSync(folder).filter((name) => !name.startsWith('.')));
  }

  /** Writes an answer whole; the same one may be there already, from a task that ran twice. */
  writeAnswer(key: string, { answer, cpuSeconds }: PartAnswer): void {
    // As between threads: JSON would lose infinities and the sign of zero.
    const body = serialize(answer);
    const head = `${JSON.stringify({ sha256: sha256(body), cpuSeconds })}\n`;
    writeWhole(join(this.path, 'answers', key), Buffer.concat([Buffer.from(head), body]));
  }

  /** The answer to a part; undefined if there is none. One that is damaged is removed. */
  readAnswer(key: string): PartAnswer | undefined {
    const path = join(this.path, 'answers', key);
    const bytes = readIfThere(path);
    if (!bytes) return undefined;
    const answer = parseAnswer(bytes);
    if (!answer) rmSync(path, { force: true });
    return answer;
  }

  /** Names of the arrays that were ever written, in order. */
  arrays(): string[] {
    return readdirSync(join(this.path, 'arrays')).sort((a, b) => numberOf(a) - numberOf(b));
  }

  /** Writes what an array is to do, before it is submitted. */
  writeArray(name: string, request: PartsRequest): void {
    mkdirSync(this.arrayPath(name), { recursive: true });
    writeWhole(join(this.arrayPath(name), 'request.json'), JSON.stringify(request));
  }

  readArray(name: string): PartsRequest | undefined {
    return readPartsRequest(this.arrayPath(name));
  }

  arrayPath(name: string): string {
    return join(this.path, 'arrays', name);
  }

  /** What went wrong in a task, in its own words. */
  trouble(name: string, task: number): string | undefined {
    const text = readIfThere(troublePath(this.arrayPath(name), task))
      ?.toString('utf8')
      .trim();
    return text || undefined;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Undefined if it is not there or not whole. */
export function readPartsRequest(arrayPath: string): PartsRequest | undefined {
  const bytes = readIfThere(join(arrayPath, 'request.json'));
  if (!bytes) return undefined;
  try {
    return partsRequest.parse(JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/** Where a task says what went wrong; its script does so, too. */
export function troublePath(arrayPath: string, task: number | string): string {
  return join(arrayPath, `trouble-${task}`);
}

/** The number at the end of an array's name. */
export function numberOf(name: string): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0);
}

/** Replaces a file at once, so that none is ever read half written. */
export function writeWhole(path: string, data: string | Buffer): void {
  const draft = join(path, '..', `.draft-${randomBytes(6).toString('hex')}`);
  const file = openSync(draft, 'wx', 0o600);
  try {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function parseAnswer(bytes: Buffer): PartAnswer | undefined {
  const end = bytes.indexOf(NEWLINE);
  if (end < 0) return undefined;
  try {
    const head = answerHead.parse(JSON.parse(bytes.toString('utf8', 0, end)));
    const body = bytes.subarray(end + 1);
    if (sha256(body) !== head.sha256) return undefined;
    return { answer: deserialize(body), cpuSeconds: head.cpuSeconds };
  } catch {
    // Of a disk that lost a part of it, or of a newer Node whose format this one does not know.
    return undefined;
  }
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
