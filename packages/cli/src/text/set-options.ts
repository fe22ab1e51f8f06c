/** Edits as options of the command line, to copy into a POSIX shell: `--set fleet.gpus=50000`. */
export function setOptions(edits: Readonly<Record<string, string>>): string[] {
  return Object.entries(edits).map(([path, value]) => `--set ${quoted(`${path}=${value}`)}`);
}

/** A word quoted for a POSIX shell. */
export function quoted(word: string): string {
  return /^[\w.,:/=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
