/** One option of a command line with its values, each already a word of the shell. */
export type Flag = readonly [name: string, ...values: string[]];

/** A variable of a script, which its user may or must set. */
export interface Variable {
  readonly name: string;
  /** What it means; the shell prints this if the variable is missing. */
  readonly meaning: string;
  readonly usual?: string | number;
}

const WIDTH = 100;

/** A text as one word of the shell, in quotes where it needs them. */
export function quoted(text: string): string {
  return /^[\w./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The value of a variable as one word of the shell. */
export function variable(name: string): string {
  return `"$${name}"`;
}

/** Untrusted text, reduced to words with no special meaning in a shell, TOML or a comment. */
export function harmless(text: string): string {
  return text.replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim();
}

/** Comment lines of at most 100 characters; what follows the first is indented by `hanging`. */
export function comment(text: string, hanging = ''): string[] {
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `# ${hanging}${word}`;
    } else {
      line += ` ${word}`;
    }
  }
  return [...lines, line];
}

/** Lines that take variables from the environment, and end the script if one is missing. */
export function declare(variables: readonly Variable[]): string[] {
  return variables.map(({ name, meaning, usual }) =>
    usual === undefined ? `: "\${${name}:?${meaning}}"` : `${name}="\${${name}:-${usual}}"`,
  );
}

/** An array of the shell, one option a line. */
export function flagArray(name: string, flags: readonly Flag[]): string[] {
  return [`${name}=(`, ...flags.map((flag) => `  ${flag.join(' ')}`), ')'];
}

/** The words of several arrays of the shell, one after the other. */
export function flagsOf(arrays: readonly string[]): string {
  return arrays.map((name) => `"\${${name}[@]}"`).join(' ');
}
