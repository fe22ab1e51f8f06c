import { failed, type Place, type Problem, type Result, showQuantity } from '../base/index.ts';

/** What no diagram that people draw comes near; beyond it reading is refused rather than slow. */
export const LIMITS = {
  /** Characters. */
  text: 4_000_000,
  nodes: 20_000,
  edges: 100_000,
  groups: 5_000,
  /** Elements within elements, subgraphs within subgraphs. */
  depth: 200,
  /** Characters of a page of draw.io after inflating. */
  inflated: 16_000_000,
} as const;

/** A problem on its way out of a reader; `reading` turns it into data. */
class DiagramFault extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'DiagramFault';
    this.problem = problem;
  }
}

/** Ends the reading of a diagram with a problem. */
export function refuse(code: string, message: string, at?: Place): never {
  throw new DiagramFault({ code: `diagram.${code}`, message, ...(at ? { at } : {}) });
}

/** Ends the reading if there is more of something than its limit. */
export function holdTo(limit: keyof typeof LIMITS, count: number, what: string): void {
  if (count <= LIMITS[limit]) return;
  const most = showQuantity(LIMITS[limit], '1');
  refuse('size', `The diagram has more than ${most} ${what}, the limit; divide it.`);
}

/** Runs a reader; what it refuses becomes a refusal. */
export function reading<Value>(read: () => Value): Result<Value> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof DiagramFault) return failed(error.problem);
    throw error;
  }
}

/** Line and column of an offset of a text, both from 1. */
export function placeOf(text: string, offset: number): Place {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}
