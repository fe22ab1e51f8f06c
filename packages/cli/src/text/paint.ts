import { randomInt } from 'node:crypto';

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Style = keyof typeof CODES;

/** How text is printed: with styles, or plain if colour is not wanted, in lines of a given width. */
export interface Paint {
  (style: Style, text: string): string;
  /** Characters in a line. */
  readonly width: number;
}

/**
 * Represents the escape character until a line is printed: three of the 6,400 private-use characters, drawn
 * at random per process, so that no text of a file can pass for one of our styles.
 */
const ESCAPE = String.fromCharCode(...[1, 2, 3].map(() => randomInt(0xe000, 0xf8ff)));

export function paintFor(how: { readonly isColoured: boolean; readonly width: number }): Paint {
  const { isColoured, width } = how;
  const paint = (style: Style, text: string) =>
    isColoured && text !== '' ? `${ESCAPE}[${CODES[style]}m${text}${ESCAPE}[0m` : text;
  return Object.assign(paint, { width });
}

/** Control characters, characters that change the direction of text, and the two other line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * One line that is safe for a terminal: invisible characters are escaped as in JSON, so that a name in a file
 * cannot set a title or a colour or begin a new line. Our own styles stay.
 */
export function printable(line: string): string {
  return line
    .replace(UNPRINTABLE, (character) => SHORT[character] ?? toHex(character))
    .replaceAll(ESCAPE, '\u001b');
}

function toHex(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
