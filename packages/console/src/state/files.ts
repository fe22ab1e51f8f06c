import type { DiskState } from '../api/disk.ts';

/** A factory file that can be opened. */
export interface FactoryFile {
  /** Name in the address: an example's name, `served`, or `opened:<file name>`. */
  readonly name: string;
  /** For messages and downloads. */
  readonly file: string;
  /** As it was opened or saved last; changes since then are a document's (see `document`). */
  readonly text: string;
  /** `missing`: the address names a file on another computer that this browser has never seen. */
  readonly origin: 'example' | 'served' | 'opened' | 'missing';
  /** Texts of what it names beside it, for a file on the disk of the server. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** Name in the address of the file that the server has. */
export const SERVED = 'served';
const OPENED = 'opened:';
/** The example that a page without a file opens. */
export const FIRST = 'gigafactory-of-compute';

/** Once something is opened that may be one of them. */
let examples: readonly FactoryFile[] = [];

/** The file of `gigafactory up` as it is on disk: first as it stands in the page. */
let disk = readServed();
let served = disk && servedFrom(disk);

/** The name in the address of a file that it does not name: the served one, or the first example. */
export function defaultName(): string {
  return served?.name ?? FIRST;
}

/** Has the file of that name at hand, if it comes with the page: the texts of examples are loaded for the first of them. */
export async function prepareFile(name: string): Promise<void> {
  if (name === SERVED || name.startsWith(OPENED) || examples.length > 0) return;
  ({ EXAMPLES: examples } = await import('./examples.ts'));
}

/** A file that comes with the page; undefined for one of a person's own, and for one that is not prepared. */
export function findFile(name: string): FactoryFile | undefined {
  return name === SERVED ? served : examples.find((file) => file.name === name);
}

/** Whether the file was deleted; a text that never had a file, such as standard input, was not. */
export function isGone({ revision, problems }: DiskState): boolean {
  return revision === null && problems.some(({ code }) => code === 'file.missing');
}

/** The file of the server as it is on disk, as far as this page knows; undefined where no server has one. */
export function diskState(): DiskState | undefined {
  return disk;
}

/** Takes in what is on disk now. */
export function setDisk(state: DiskState): void {
  disk = state;
  served = servedFrom(state);
}

/** A file of a person's own, by its name in the address. */
export function ownFile(name: string, text: string | undefined): FactoryFile {
  return {
    name,
    file: name.startsWith(OPENED) ? name.slice(OPENED.length) : name,
    text: text ?? '',
    origin: text === undefined ? 'missing' : 'opened',
  };
}

/** The name in the address of a person's own file. */
export function nameOfOwn(file: string): string {
  // An address cannot hold half a character, which some systems allow in a name.
  return OPENED + new TextDecoder().decode(new TextEncoder().encode(file));
}

function readServed(): DiskState | undefined {
  const element = globalThis.document?.getElementById('gigafactory-file');
  if (!element?.textContent) return undefined;
  const { file, ...state } = JSON.parse(element.textContent) as { file: string } & Omit<
    DiskState,
    'name'
  >;
  return { ...state, name: file };
}

function servedFrom({ name, text, beside }: DiskState): FactoryFile {
  return { name: SERVED, file: name, text, origin: 'served', beside };
}
