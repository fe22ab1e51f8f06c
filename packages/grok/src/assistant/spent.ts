/** What answers of a model took. */
export interface Spent {
  /** Tokens. */
  readonly input: number;
  readonly output: number;
  /** US dollars. */
  readonly cost: number;
}

export const NOTHING_SPENT: Spent = { input: 0, output: 0, cost: 0 };

/** That and what one more answer took. */
export function spentWith(
  spent: Spent,
  more: { readonly input: number; readonly output: number; readonly cost?: number },
): Spent {
  return {
    input: spent.input + more.input,
    output: spent.output + more.output,
    cost: spent.cost + (more.cost ?? 0),
  };
}
