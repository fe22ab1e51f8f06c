/** Lives from `from` to before `before`. */
export interface Batch {
  readonly from: number;
  readonly before: number;
}

/** The first lives come alone, for a rough picture soon. */
const FIRST = 4;
/** So that each worker gets several, and one slow batch holds up little. */
const BATCHES_EACH = 4;
/** Every batch plans the file again; fewer lives would not be worth it. */
const LEAST = 4;

/** Divides `count` lives among workers; no batch is smaller than two lives unless it is the last. */
export function divideLives(count: number, workers: number): Batch[] {
  const batches: Batch[] = [];
  const first = Math.min(FIRST, count);
  if (first > 0) batches.push({ from: 0, before: first });
  const size = Math.max(LEAST, Math.ceil((count - first) / (workers * BATCHES_EACH)));
  for (let from = first; from < count; from += size)
    batches.push({ from, before: Math.min(count, from + size) });
  return batches;
}
