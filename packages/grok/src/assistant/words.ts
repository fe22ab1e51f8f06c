/** Longest piece of a text that is told at once, characters. */
const PIECE = 48;

/** A text in pieces that end between words, always the same ones. */
export function inPieces(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > PIECE) {
    const space = rest.lastIndexOf(' ', PIECE);
    const end = space > 0 ? space + 1 : PIECE;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  if (rest !== '') pieces.push(rest);
  return pieces;
}

/** A plain text as Markdown that shows it as it is: formulas have `*` and `_`, files have anything. */
export function inMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>$~|#&!]/g, '\\$&');
}
