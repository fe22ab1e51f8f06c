/** Lives from number `from` to before number `before`. */
export interface LivesRange {
  readonly from: number;
  readonly before: number;
}

/** Each part plans the factory once more, which takes as long as a life or two. */
const LEAST_LIVES = 8;
/** Parts differ in length: with several for each worker, none is idle for long at the end. */
const PARTS_EACH = 8;

/** Divides lives among workers, in order and evenly; no part of many is smaller than half of `LEAST_LIVES`. */
export function divideLives({ from, before }: LivesRange, workers: number): LivesRange[] {
  const lives = before - from;
  const parts = Math.min(Math.ceil(lives / LEAST_LIVES), PARTS_EACH * workers);
  const bound = (part: number) => from + Math.floor((part * lives) / parts);
  return Array.from({ length: parts }, (_, part) => ({
    from: bound(part),
    before: bound(part + 1),
  }));
}
