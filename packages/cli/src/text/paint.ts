import { randomInt } from 'node:crypto';

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Style = keyof typeof CODES;

/** How text is set: in styles, or plain where colour is not wanted, and in lines of some width. */
export interface Paint {
  (style: Style, text: string): string;
  /** Characters in a line. */
  readonly width: number;
}

/**
 * Stands for the escape character until a line is printed: three of the 6,400 characters for private use,
 * drawn anew for each process, so that no text of a file can be taken for a style of ours.
 */
const ESCAPE = String.fromCharCode(...[1, 2, 3].map(() => randomInt(0xe000, 0xf8ff)));

export function paintFor(how: { readonly isColoured: boolean; readonly width: number }): Paint {
  const { isColoured, width } = how;
  const paint = (style: Style, text: string) =>
    isColoured && text !== '' ? `${ESCAPE}[${CODES[style]}m${text}${ESCAPE}[0m` : text;
  return Object.assign(paint, { width });
}

/** Control characters, those that turn the direction of text around, and the other two line ends. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * One line as a terminal may have it: what is not to be seen in it is written out, as JSON writes it, so that
 * a name in a file can neither set a title nor a colour nor begin a line of its own. Styles of ours stay.
 */
export function printable(line: string): string {
  return line
    .replace(UNPRINTABLE, (character) => SHORT[character] ?? toHex(character))
    .replaceAll(ESCAPE, '\u001b');
}

function toHex(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
