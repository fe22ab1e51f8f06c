import type { Grammar } from '../../grammar/index.ts';
import type { ModelServer } from '../../servers/index.ts';
import type { Call, Refused } from '../call/call.ts';
import { codeOf, placeCode } from '../see/codes.ts';
import type { Seen } from '../see/see.ts';

/** A call that the model might have written, and how likely that is. */
export interface Candidate {
  readonly written: string;
  /** Logarithm of the probability that the model writes it, nats. */
  readonly likelihood: number;
}

/**
 * How much what was found by words counts beside the model, nats for a likeness of 1. These and the bounds below were chosen
 * on the questions of build.csv and build-outside.csv.
 */
const WEIGHTS = { figure: 2, place: 1 };
/** A call less likely than this is refused, nats, unless a refusal is hardly likely either. */
const LEAST_LIKELY = -1.35;
const LEAST_REFUSAL = -9;

export interface Considered {
  readonly server: ModelServer;
  readonly encode: (text: string) => readonly number[];
  readonly decode: (tokens: readonly number[]) => string;
  readonly prompt: readonly number[];
  readonly grammars: Readonly<Record<string, Grammar>>;
  readonly seen: Seen;
}

const MOST_TOKENS = 80;

/** The likeliest call of each operation, and an explanation of each figure that was found. */
export async function candidatesOf(
  considered: Considered,
  signal?: AbortSignal,
): Promise<Candidate[]> {
  const { server, prompt, grammars, decode, encode, seen } = considered;
  const written = await Promise.all(
    Object.values(grammars).map(async (grammar) => {
      const tokens: number[] = [];
      for await (const token of server.generate(
        { prompt, mostTokens: MOST_TOKENS, grammar },
        signal,
      ))
        tokens.push(token);
      return decode(tokens);
    }),
  );
  const found = seen.figures.map(({ pattern }) => `{"explain":" ${codeOf(pattern)}"}`);
  const candidates: Candidate[] = [];
  for (const text of new Set([...written, ...found]))
    candidates.push({
      written: text,
      likelihood: await likelihoodOf(server, prompt, encode(text)),
    });
  return candidates;
}

/** Logarithm of the probability of the tokens after the prompt, nats. */
async function likelihoodOf(
  server: ModelServer,
  prompt: readonly number[],
  tokens: readonly number[],
): Promise<number> {
  if (tokens.length === 0) return Number.NEGATIVE_INFINITY;
  const scores = await server.score([...prompt, ...tokens]);
  return scores.slice(prompt.length - 1).reduce((sum, score) => sum + score, 0);
}

/** A candidate with the call that it means. */
export interface Meant extends Candidate {
  readonly read: Call | Refused;
}

/** The call that most speaks for, or the refusal where the model is too unsure of it. */
export function choose(meant: readonly Meant[], seen: Seen): Meant | undefined {
  const [best] = meant.toSorted((x, y) => supportOf(y, y.read, seen) - supportOf(x, x.read, seen));
  const refusal = meant.find(({ written }) => written.startsWith('{"none"'));
  const isUnsure =
    best &&
    best.likelihood < LEAST_LIKELY &&
    (refusal?.likelihood ?? LEAST_REFUSAL) > LEAST_REFUSAL;
  return isUnsure ? refusal : best;
}

/** What speaks for a call: the model, and what was found by words. Calls that cannot be made of the question are out. */
function supportOf({ written, likelihood }: Candidate, read: Call | Refused, seen: Seen): number {
  if ('why' in read && !written.startsWith('{"none"')) return Number.NEGATIVE_INFINITY;
  if (read.operation === 'none') return likelihood;
  const likeness = (kind: 'figures' | 'places', code: (pattern: string) => string): number =>
    Math.max(
      0,
      ...seen[kind].map((one) => (written.includes(`" ${code(one.pattern)}"`) ? one.likeness : 0)),
    );
  if (read.operation === 'explain')
    return likelihood + WEIGHTS.figure * likeness('figures', codeOf);
  return read.operation === 'plan'
    ? likelihood + WEIGHTS.place * likeness('places', placeCode)
    : likelihood;
}
