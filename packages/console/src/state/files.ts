/** A factory file that can be opened. */
export interface FactoryFile {
  /** Name in the address: an example's name, `served`, or `opened:<file name>`. */
  readonly name: string;
  /** For messages and downloads. */
  readonly file: string;
  readonly text: string;
  /** `missing`: the address names a file on another computer that this browser has never seen. */
  readonly origin: 'example' | 'served' | 'opened' | 'missing';
}

const SERVED = 'served';
const OPENED = 'opened:';
const STORED = 'gigafactory.opened';
const FIRST = 'gigafactory-of-compute';

const bundled = import.meta.glob<string>('../../../../examples/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const EXAMPLES: readonly FactoryFile[] = Object.entries(bundled)
  .map(([path, text]) => exampleFrom(path, text))
  .sort((a, b) => Number(b.name === FIRST) - Number(a.name === FIRST));

/** The file that `gigafactory up` put into the page. */
const served = readServed();

/** The file of that name; the served one or the first example if the address names none. */
export function findFile(name: string | undefined): FactoryFile {
  if (!name) return served ?? EXAMPLES[0] ?? missing('');
  if (name === SERVED) return served ?? missing(name);
  if (name.startsWith(OPENED)) return readOpened(name) ?? missing(name);
  return EXAMPLES.find((example) => example.name === name) ?? missing(name);
}

/** Every file that can be opened by name. */
export function listFiles(): readonly FactoryFile[] {
  return served ? [served, ...EXAMPLES] : EXAMPLES;
}

/** Keeps a local file for as long as the tab is open; it is too large for an address. */
export function keepOpened(file: string, text: string): FactoryFile {
  const opened: FactoryFile = { name: OPENED + file, file, text, origin: 'opened' };
  window.sessionStorage.setItem(STORED, JSON.stringify(opened));
  return opened;
}

function exampleFrom(path: string, text: string): FactoryFile {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return { name: file.replace(/\.yaml$/, ''), file, text, origin: 'example' };
}

function readServed(): FactoryFile | undefined {
  const element = globalThis.document?.getElementById('gigafactory-file');
  if (!element?.textContent) return undefined;
  const { file, text } = JSON.parse(element.textContent) as { file: string; text: string };
  return { name: SERVED, file, text, origin: 'served' };
}

function readOpened(name: string): FactoryFile | undefined {
  const stored = window.sessionStorage.getItem(STORED);
  const opened = stored ? (JSON.parse(stored) as FactoryFile) : undefined;
  return opened?.name === name ? opened : undefined;
}

function missing(name: string): FactoryFile {
  return { name, file: name.replace(OPENED, ''), text: '', origin: 'missing' };
}
