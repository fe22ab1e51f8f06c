import type { Grammar } from '../../grammar/index.ts';
import type { ModelServer } from '../../servers/index.ts';
import type { Call, Refused } from '../call/call.ts';
import { takes } from '../call/grammar.ts';
import { codeOf, placeCode } from '../see/codes.ts';
import type { Seen, Tagged } from '../see/see.ts';

/** A call that the model might have written, and how likely that is. */
export interface Candidate {
  readonly written: string;
  /** Logarithm of the probability that the model writes it, nats. */
  readonly likelihood: number;
}

/**
 * How much what was found by words counts beside the model, nats for a likeness of 1: the only number here that was chosen
 * by questions (build and dev, which agree: all of 1.5 to 3 do about as well).
 */
const WEIGHT = 2;

export interface Considered {
  readonly server: ModelServer;
  readonly encode: (text: string) => readonly number[];
  readonly decode: (tokens: readonly number[]) => string;
  readonly prompt: readonly number[];
  readonly grammars: Readonly<Record<string, Grammar>>;
  readonly seen: Seen;
}

const MOST_TOKENS = 80;

/**
 * The likeliest call of each operation, an explanation of each figure that was found, and, where a question has one value,
 * an edit of each place that was found and takes it.
 */
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
  for (const text of new Set([...written, ...found, ...foundEdits(seen)]))
    candidates.push({
      written: text,
      likelihood: await likelihoodOf(server, prompt, encode(text)),
    });
  return candidates;
}

/** Edits of the places that were found, as the model would write them. */
function foundEdits({ places, tags }: Seen): string[] {
  const values = [...tags].filter(([, tagged]) => !isName(tagged));
  const [only] = values;
  if (only === undefined || values.length > 1) return [];
  const [tag, tagged] = only;
  return places.flatMap(({ pattern }) =>
    takes(pattern, tagged) ? [`{"plan":{" ${placeCode(pattern)}":" ${tag}"}}`] : [],
  );
}

/** Names of the file say what an edit is about, not what it puts there. */
function isName(tagged: Tagged): boolean {
  return (
    'mention' in tagged && ['run', 'task', 'service', 'reference'].includes(tagged.mention.kind)
  );
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

/**
 * The call that most speaks for: what the model thinks likely and what words find are taken as two witnesses that know
 * nothing of each other, so that their logarithms add up. Calls that cannot be made of the question are out.
 */
export function choose(meant: readonly Meant[], seen: Seen): Meant | undefined {
  const [best] = meant
    .filter(({ read, written }) => !('why' in read) || isRefusal(written))
    .toSorted((x, y) => supportOf(y, seen) - supportOf(x, seen));
  return best;
}

function isRefusal(written: string): boolean {
  return written.startsWith('{"none"');
}

function supportOf({ written, likelihood, read }: Meant, seen: Seen): number {
  const likeness = (kind: 'figures' | 'places', code: (pattern: string) => string): number =>
    Math.max(
      0,
      ...seen[kind].map((one) => (written.includes(`" ${code(one.pattern)}"`) ? one.likeness : 0)),
    );
  if (read.operation === 'explain') return likelihood + WEIGHT * likeness('figures', codeOf);
  return read.operation === 'plan'
    ? likelihood + WEIGHT * likeness('places', placeCode)
    : likelihood;
}
