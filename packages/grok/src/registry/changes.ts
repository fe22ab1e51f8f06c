import { link, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { type ModelChange, modelChange } from '@gigafactory/core/models';
import { syncFolder, writeDurably } from '@gigafactory/trainer/checkpoint';

/** Who changes something, when (RFC 3339) and why. */
export interface Order {
  readonly by: string;
  readonly at: string;
  readonly why?: string | undefined;
}

/** The changes of a state folder. */
export interface Recorded {
  /** The oldest first; those before the one that cannot be read, if one cannot. */
  readonly changes: readonly ModelChange[];
  /** Why it is not known what aliases mean. Code: `model.changes`. */
  readonly unclear?: Problem;
}

/** A change before it has a number. */
export type NewChange = Omit<ModelChange, 'number'>;

/**
 * What aliases came to mean and what was removed, one file for each change and none ever changed. Processes need no
 * lock: of two that write the same number, one finds it taken, reads what the other wrote, and decides again.
 */
export class Changes {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(): Promise<Recorded> {
    const names = await namesIn(this.#folder);
    const paths = names.map((name) => join(this.#folder, name));
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(whyNot)));
    const changes: ModelChange[] = [];
    for (const [index, text] of texts.entries()) {
      const change = typeof text === 'string' ? parse(text) : text;
      if (change instanceof Error) return { changes, unclear: unreadable(paths[index]!, change) };
      changes.push(change);
    }
    return { changes };
  }

  /**
   * Adds the change that `decide` makes of those before it. `decide` may refuse, and is asked again when another
   * process was first. Code: `model.changes`, and what `decide` says.
   */
  async append(
    decide: (before: readonly ModelChange[]) => Promise<Result<NewChange>>,
  ): Promise<Result<ModelChange>> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (;;) {
      const { changes, unclear } = await this.read();
      if (unclear) return failed(unclear);
      const decided = await decide(changes);
      if (!decided.ok) return decided;
      const change: ModelChange = { number: (changes.at(-1)?.number ?? 0) + 1, ...decided.value };
      if (await this.#write(change)) return ok(change);
    }
  }

  async #write(change: ModelChange): Promise<boolean> {
    const draft = join(this.#folder, `.draft-${process.pid}-${drafts++}`);
    const text = `${JSON.stringify(change, undefined, 2)}\n`;
    await writeDurably(draft, new TextEncoder().encode(text));
    try {
      await link(draft, join(this.#folder, `${String(change.number).padStart(8, '0')}.json`));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
    await syncFolder(this.#folder);
    return true;
  }
}

let drafts = 0;

function parse(text: string): ModelChange | Error {
  try {
    return modelChange.parse(JSON.parse(text));
  } catch {
    return new Error('it is no change that this program knows');
  }
}

function whyNot(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function unreadable(path: string, { message: why }: Error): Problem {
  const message = `${path} cannot be read (${why}), so that nothing is known of what aliases mean: restore it from a copy, or remove it to undo that change.`;
  return { code: 'model.changes', message };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => /^\d{8}\.json$/.test(name)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * What an alias meant, one after another: the last is what it means now, the one before what it goes back to. `first`
 * is what it means before anything was promoted.
 */
export function meaningsOf(
  changes: readonly ModelChange[],
  alias: string,
  first: string | undefined,
): string[] {
  const meanings = first === undefined ? [] : [first];
  for (const change of changes) {
    if (change.alias !== alias) continue;
    const known = meanings.lastIndexOf(change.model);
    // Back to the last time that it meant this.
    if (change.kind === 'back' && known >= 0) meanings.length = known + 1;
    else meanings.push(change.model);
  }
  return meanings;
}
