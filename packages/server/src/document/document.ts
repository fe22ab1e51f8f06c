import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import type { Beside } from '@gigafactory/core/factory';
import { replaceFile, watchFile } from './on-disk.ts';

/** A factory file as it is on disk, for the page that edits it. */
export interface DocumentState {
  /** As the page calls it. */
  readonly name: string;
  /** The last text that was read, also of a file that is gone since. */
  readonly text: string;
  /** Names this text on disk; null while there is no such file. */
  readonly revision: string | null;
  /** What the text names beside it. */
  readonly beside: Beside;
  /** Why something that it names could not be read, or the file itself not again. */
  readonly problems: readonly Problem[];
  /** Why it cannot be saved; absent where it can. */
  readonly readOnly?: string;
}

export interface DocumentOptions {
  readonly name: string;
  /** Of the file; absent for a text that has none, such as standard input. */
  readonly path?: string;
  /** As it was read at the start. */
  readonly text: string;
  readonly readOnly?: string;
  /** Reads what a text names beside it. */
  readonly readBeside: (text: string) => Promise<Result<Beside>>;
  /** Tests bring their own, which fails as a full disk does. */
  readonly replace?: typeof replaceFile;
}

/** No factory file comes near this. */
const MOST_BYTES = 4_000_000;

const GONE: Problem = { code: 'file.missing', message: 'The file is not on the disk any more.' };

/**
 * A factory file that pages show, edit and save. A text is only written over the one that it was made from: whoever
 * saves says which that was. Between that look and the renaming of the new file another program may still write; it
 * is a matter of microseconds, and no system closes it without locks that editors do not take.
 */
export class FactoryDocument {
  readonly #options: DocumentOptions;
  readonly #listeners = new Set<(state: DocumentState) => void>();
  #state: DocumentState;
  #stopWatching: (() => void) | undefined;
  /** Reads and writes, one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: DocumentOptions, state: DocumentState) {
    this.#options = options;
    this.#state = state;
  }

  static async open(options: DocumentOptions): Promise<FactoryDocument> {
    const { name, path, text, readOnly, readBeside } = options;
    const beside = await readBeside(text);
    const why = path === undefined ? 'It came from standard input, which is no file.' : readOnly;
    return new FactoryDocument(options, {
      ...{ name, text, revision: path === undefined ? null : revisionOf(text) },
      ...namedBeside(beside),
      ...(why === undefined ? {} : { readOnly: why }),
    });
  }

  get state(): DocumentState {
    return this.#state;
  }

  /** Looks at the disk now. */
  refresh(): Promise<DocumentState> {
    return this.#inTurn(() => this.#read());
  }

  /**
   * Writes a text over the one of `revision` (null: where there is no file). Mode and owner stay, and a symbolic link
   * goes on to lead to the file. Codes: `file.read-only`, `file.size`, `file.changed` (the state then has what is on disk),
   * `file.disk-full`, `file.access`, `file.write`.
   */
  save(text: string, revision: string | null): Promise<Result<DocumentState>> {
    return this.#inTurn(async () => {
      const { path } = this.#options;
      const { readOnly } = this.#state;
      if (readOnly !== undefined || path === undefined)
        return problem('file.read-only', `It cannot be saved here. ${readOnly}`);
      if (Buffer.byteLength(text) > MOST_BYTES)
        return problem('file.size', `The text is larger than ${MOST_BYTES / 1e6} MB, the limit.`);
      const now = await this.#read();
      if (now.revision !== revision)
        return problem('file.changed', 'The file has changed on disk since this text was begun.');
      try {
        await this.#write(path, text);
      } catch (error) {
        return writeProblem(error);
      }
      return ok(await this.#read());
    });
  }

  /** Calls `heard` with each later state, until the returned function is called. */
  listen(heard: (state: DocumentState) => void): () => void {
    this.#listeners.add(heard);
    const { path } = this.#options;
    if (path !== undefined) {
      this.#stopWatching ??= watchFile(path, () => {
        void this.refresh();
      });
    }
    return () => {
      this.#listeners.delete(heard);
      if (this.#listeners.size > 0) return;
      this.#stopWatching?.();
      this.#stopWatching = undefined;
    };
  }

  async #write(path: string, text: string): Promise<void> {
    const { replace = replaceFile } = this.#options;
    const real = await realpath(path).catch(missing);
    if (real === undefined) await replace(path, text);
    else await replace(real, text, await stat(real));
  }

  #inTurn<Value>(act: () => Promise<Value>): Promise<Value> {
    const next = this.#turn.then(act);
    this.#turn = next.catch(() => {});
    return next;
  }

  /** Never rejects: what goes wrong is part of the state. */
  async #read(): Promise<DocumentState> {
    const { path } = this.#options;
    if (path === undefined) return this.#state;
    const before = this.#state;
    const read = await readText(path);
    if (!read.ok) {
      const isGone = read.problems[0] === GONE;
      const revision = isGone ? null : before.revision;
      return this.#become({ ...before, revision, problems: read.problems });
    }
    const text = read.value;
    const beside = await this.#options.readBeside(text);
    return this.#become({ ...before, text, revision: revisionOf(text), ...namedBeside(beside) });
  }

  #become(state: DocumentState): DocumentState {
    const isSame = JSON.stringify(state) === JSON.stringify(this.#state);
    this.#state = state;
    if (!isSame) for (const heard of this.#listeners) heard(state);
    return state;
  }
}

function namedBeside(read: Result<Beside>): Pick<DocumentState, 'beside' | 'problems'> {
  return read.ok ? { beside: read.value, problems: [] } : { beside: {}, problems: read.problems };
}

function revisionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function readText(path: string): Promise<Result<string>> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES)
      return problem('file.size', `It is larger than ${MOST_BYTES / 1e6} MB on disk, the limit.`);
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)));
  } catch (error) {
    if (error instanceof TypeError) return problem('file.binary', 'It is not UTF-8 text on disk.');
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return failed(GONE);
    return problem('file.read', `It could not be read again (${code}).`);
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function writeProblem(error: unknown): Result<never> {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case undefined:
      throw error;
    case 'ENOSPC':
    case 'EDQUOT':
      return problem('file.disk-full', 'The disk is full; the file is as it was.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return problem(
        'file.access',
        `Its folder may not be written to (${code}); the file is as it was.`,
      );
    default:
      return problem('file.write', `It could not be written (${code}); the file is as it was.`);
  }
}

function problem(code: string, message: string): Result<never> {
  return failed({ code, message });
}
