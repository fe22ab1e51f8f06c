/*
 * A chunk of its own: a page that serves a person's own file shows none of them before somebody opens another.
 */

const bundled = import.meta.glob<string>('../../../../examples/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The files that come with the program, by name. */
export const EXAMPLES = Object.entries(bundled).map(([path, text]) => exampleFrom(path, text));

function exampleFrom(path: string, text: string) {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return { name: file.replace(/\.yaml$/, ''), file, text, origin: 'example' } as const;
}
