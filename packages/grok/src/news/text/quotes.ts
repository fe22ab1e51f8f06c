/** Words that are said to be somebody's own. */
export interface Quote {
  /** Without the marks. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const MARKS =
  /"([^"\n]{8,400})"|“([^”\n]{8,400})”|„([^“”\n]{8,400})[“”]|«\s?([^»\n]{8,400}?)\s?»|»([^«\n]{8,400})«/g;

export function quotesOf(text: string): Quote[] {
  return [...text.matchAll(MARKS)].map((match) => {
    const inner = match.slice(1).find((each) => each !== undefined) ?? '';
    const start = match.index + match[0].indexOf(inner);
    return { text: inner, start, end: start + inner.length };
  });
}
