/** Lives from number `from` up to, but not including, `before`. */
export interface LivesRange {
  readonly from: number;
  readonly before: number;
}

/** Each part plans the factory again, which takes as long as a life or two. */
const LEAST_LIVES = 8;
/** Parts differ in length: with several per worker, none is idle for long at the end. */
const PARTS_EACH = 8;

/**
 * Divides lives among workers, in order and evenly; if there are several parts, none is smaller than half of
 * `LEAST_LIVES`.
 */
export function divideLives({ from, before }: LivesRange, workers: number): LivesRange[] {
  const lives = before - from;
  const parts = Math.min(Math.ceil(lives / LEAST_LIVES), PARTS_EACH * workers);
  const bound = (part: number) => from + Math.floor((part * lives) / parts);
  return Array.from({ length: parts }, (_, part) => ({
    from: bound(part),
    before: bound(part + 1),
  }));
}
