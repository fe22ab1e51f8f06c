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
const FIRST = 'gigafactory-of-compute';

const bundled = import.meta.glob<string>('../../../../examples/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const EXAMPLES: readonly FactoryFile[] = Object.entries(bundled)
  .map(([path, text]) => exampleFrom(path, text))
  .sort((a, b) => Number(b.name === FIRST) - Number(a.name === FIRST));

/** The file of `gigafactory up` as it is on disk: first as it stands in the page. */
let disk = readServed();
let served = disk && servedFrom(disk);

/** The name in the address of a file that it does not name: the served one, or the first example. */
export function defaultName(): string {
  return served?.name ?? EXAMPLES[0]?.name ?? '';
}

/** A file that comes with the page; undefined for one of a person's own. */
export function findFile(name: string): FactoryFile | undefined {
  return listFiles().find((file) => file.name === name);
}

/** Every file that comes with the page. */
export function listFiles(): readonly FactoryFile[] {
  return served ? [served, ...EXAMPLES] : EXAMPLES;
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

function exampleFrom(path: string, text: string): FactoryFile {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return { name: file.replace(/\.yaml$/, ''), file, text, origin: 'example' };
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
