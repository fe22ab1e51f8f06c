const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Style = keyof typeof CODES;

/** Sets a text in a style, or leaves it alone where colour is not wanted. */
export type Paint = (style: Style, text: string) => string;

export const plainPaint: Paint = (_, text) => text;

/** With ANSI escapes. */
export const ansiPaint: Paint = (style, text) =>
  text === '' ? '' : `\u001b[${CODES[style]}m${text}\u001b[0m`;
