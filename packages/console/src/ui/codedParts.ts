/** A piece of a text, and whether it is code. */
export interface CodedPart {
  readonly text: string;
  readonly isCode: boolean;
}

/** A text whose code stands between backticks, in pieces without them; a backtick without a second one is a letter. */
export function codedParts(text: string): readonly CodedPart[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) =>
      /^`.+`$/s.test(part)
        ? { text: part.slice(1, -1), isCode: true }
        : { text: part, isCode: false },
    );
}

/** The same in plain words, for where code cannot be told from words. */
export function withoutMarks(text: string): string {
  return codedParts(text)
    .map((part) => part.text)
    .join('');
}
