/** A piece of a text, `[from, to)`, and what comes in its place. */
export interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/**
 * Small changes that make one text another, so that a caret between them stays where it is: line by line where both
 * have as many lines in the part that differs, else that part as a whole.
 */
export function changesBetween(before: string, after: string): readonly TextChange[] {
  const whole = trimmed(before, after, 0);
  if (!whole) return [];
  // Whole lines, so that both parts can be compared by line.
  const start = whole.from === 0 ? 0 : before.lastIndexOf('\n', whole.from - 1) + 1;
  const end = lineEnd(before, whole.to);
  const old = before.slice(start, end).split('\n');
  const now = after.slice(start, after.length - (before.length - end)).split('\n');
  if (old.length !== now.length) return [whole];
  let at = start;
  return old.flatMap((line, index) => {
    const change = trimmed(line, now[index] ?? '', at);
    at += line.length + 1;
    return change ? [change] : [];
  });
}

/** The one change between two texts that differ in one place, without what they begin and end with alike. */
function trimmed(before: string, after: string, at: number): TextChange | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return {
    from: at + head,
    to: at + before.length - tail,
    insert: after.slice(head, after.length - tail),
  };
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
