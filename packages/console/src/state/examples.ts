import { type FactoryFile, FIRST } from './files.ts';

/*
 * A chunk of its own: a page that serves a person's own file shows none of them before somebody opens another.
 */

const bundled = import.meta.glob<string>('../../../../examples/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The files that come with the program; first the one that a page without a file opens. */
export const EXAMPLES: readonly FactoryFile[] = Object.entries(bundled)
  .map(([path, text]) => exampleFrom(path, text))
  .sort((a, b) => Number(b.name === FIRST) - Number(a.name === FIRST));

function exampleFrom(path: string, text: string): FactoryFile {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return { name: file.replace(/\.yaml$/, ''), file, text, origin: 'example' };
}
