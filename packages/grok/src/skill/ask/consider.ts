import type { Grammar } from '../../grammar/index.ts';
import type { ModelServer } from '../../servers/index.ts';
import { PLACE_ENTRIES } from '../book/read.ts';
import type { Call, Refused } from '../call/call.ts';
import { takes } from '../call/grammar.ts';
import { codeOf, placeCode } from '../see/codes.ts';
import type { Seen, Tagged } from '../see/see.ts';
import type { Opinion } from '../witness/witness.ts';

/** A call that the model might have written, and how likely that is. */
export interface Candidate {
  readonly written: string;
  /** Logarithm of the probability that the model writes it, nats. */
  readonly likelihood: number;
  /** The model wrote it by itself, as its likeliest call of an operation; else it was found beside it. */
  readonly isOwn?: boolean;
}

/**
 * How much what was found by words counts beside the model, nats for a likeness of 1. This and the next four are the only numbers here
 * that were chosen by questions (build, dev, probe and voices, which agree: all of 2 to 4 with 0.4 to 0.8 do about as well).
 */
const WEIGHT = 3;

/** How much the witness that knows English counts, chosen in the same way. */
const WITNESS = 0.5;

/**
 * How much speaks against refusing, nats: lessons hold more refusals than people's questions do. The most at which 85 % of what
 * must be refused still is, in build, dev, probe and voices together.
 */
const REFUSING = 2;

/** The same where the model is alone: nobody else speaks against it then. */
const REFUSING_ALONE = 1;

/** How much speaks against an edit that leaves all as it is, nats: who says "why 4 ways" cites the plan, but "try 4 ways" may be a wish. */
const IDLE = 2;

export interface Considered {
  readonly server: ModelServer;
  readonly encode: (text: string) => readonly number[];
  readonly decode: (tokens: readonly number[]) => string;
  readonly prompt: readonly number[];
  readonly grammars: Readonly<Record<string, Grammar>>;
  readonly seen: Seen;
  /** Codes of figures and places that the witness finds likeliest. */
  readonly heard?: readonly string[];
}

const MOST_TOKENS = 80;

/**
 * The likeliest call of each operation, an explanation of each figure that was found, and, where a question has one value or two,
 * edits of places that were found and take them.
 */
export async function candidatesOf(
  considered: Considered,
  signal?: AbortSignal,
): Promise<Candidate[]> {
  const { server, prompt, grammars, decode, encode, seen, heard = [] } = considered;
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
  const isSaidTwice = seen.words.some((word) => REPLACING.has(word));
  const figures = new Set([
    ...seen.figures.map(({ pattern }) => codeOf(pattern)),
    ...heard.filter((code) => !/^Set[A-Z]/.test(code)),
  ]);
  const found = [...figures].map((code) => `{"explain":" ${code}"}`);
  const own = new Set(written);
  const replaced = replacedIn(seen.words);
  const texts = [...new Set([...written, ...found, ...foundEdits(seen, heard)])].filter((text) =>
    fillsTwice(text) ? isSaidTwice : !replaced.some((tag) => text.includes(`:" ${tag}"`)),
  );
  return Promise.all(
    texts.map(async (text) => ({
      written: text,
      likelihood: await likelihoodOf(server, prompt, encode(text)),
      isOwn: own.has(text),
    })),
  );
}

/** "A year rather than 30 weeks" puts two values into one place, of which the first is meant; nothing else does. */
const REPLACING = new Set(['rather', 'instead', 'than', 'not', 'from', 'was', 'were']);

/** What follows "rather than" or "instead of": a value that is not wished for. */
function replacedIn(words: readonly string[]): string[] {
  return words.filter((_, at) =>
    /^(?:rather than|instead of)$/.test(words.slice(Math.max(0, at - 2), at).join(' ')),
  );
}

function fillsTwice(written: string): boolean {
  const places = written.match(/Set\w+/g) ?? [];
  return new Set(places).size < places.length;
}

/** Most values that are put into places found by words, in each order. */
const MOST_VALUES = 2;

/** Edits of the places that were found, as the model would write them: of one value, or of two in either order. */
function foundEdits({ places, tags }: Seen, heard: readonly string[]): string[] {
  const values = [...tags].filter(([, tagged]) => !isName(tagged));
  if (values.length === 0 || values.length > MOST_VALUES) return [];
  const patterns = [
    ...new Set([
      ...places.map(({ pattern }) => pattern),
      ...heard.flatMap((code) => PLACE_OF.get(code) ?? []),
    ]),
  ];
  // Of two values one may only say what stands there today.
  const one = values.length === 1 ? [] : values.flatMap((value) => filled([value], patterns));
  return [...filled(values, patterns), ...one].map((pairs) => `{"plan":{${pairs.join(',')}}}`);
}

const PLACE_OF: ReadonlyMap<string, string> = new Map(
  PLACE_ENTRIES.map(({ pattern }) => [placeCode(pattern), pattern]),
);

/** Each way to put the values into places that take them, no two into one. */
function filled(
  values: readonly (readonly [string, Tagged])[],
  places: readonly string[],
): string[][] {
  const [first, ...rest] = values;
  if (first === undefined) return [[]];
  const [tag, tagged] = first;
  return places
    .filter((pattern) => takes(pattern, tagged))
    .flatMap((pattern) =>
      filled(
        rest,
        places.filter((other) => other !== pattern),
      ).map((pairs) => [`" ${placeCode(pattern)}":" ${tag}"`, ...pairs]),
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
  const scores = await server.score([...prompt, ...tokens], prompt.length);
  return scores.reduce((sum, score) => sum + score, 0);
}

/** A candidate with the call that it means. */
export interface Meant extends Candidate {
  readonly read: Call | Refused;
  /** It edits nothing to another value than it has. */
  readonly isIdle?: boolean;
}

/**
 * The call that most speaks for: what the model thinks likely, what words find and what the witness hears are taken as
 * witnesses that know nothing of each other, so that their logarithms add up. Calls that cannot be made of the question are out.
 */
export function choose(meant: readonly Meant[], seen: Seen, opinion?: Opinion): Meant | undefined {
  const supported = meant
    .filter(({ read, written }) => !('why' in read) || isRefusal(written))
    .map((one) => ({ one, support: supportOf(one, seen, opinion) }));
  const [best] = supported.toSorted((x, y) => y.support - x.support);
  return best?.one;
}

const SILENT: Meant = {
  written: '{"none":{}}',
  likelihood: Number.NEGATIVE_INFINITY,
  read: { operation: 'none', arguments: {} },
};

/** The call that the model thinks likeliest of those it wrote by itself, one for each operation. */
export function chooseAlone(meant: readonly Meant[]): Meant {
  const support = ({ written, likelihood }: Meant): number =>
    likelihood - (isRefusal(written) ? REFUSING_ALONE : 0);
  return meant
    .filter(({ isOwn = false }) => isOwn)
    .reduce((best, one) => (support(one) > support(best) ? one : best), SILENT);
}

function isRefusal(written: string): boolean {
  return written.startsWith('{"none"');
}

function supportOf(
  { written, likelihood, read, isIdle = false }: Meant,
  seen: Seen,
  opinion?: Opinion,
): number {
  const likeness = (kind: 'figures' | 'places', code: (pattern: string) => string): number =>
    Math.max(
      0,
      ...seen[kind].map((one) => (written.includes(`" ${code(one.pattern)}"`) ? one.likeness : 0)),
    );
  const heard = likelihood + WITNESS * (opinion?.of(written) ?? 0) - (isIdle ? IDLE : 0);
  if (isRefusal(written)) return heard - REFUSING;
  if (read.operation === 'explain') return heard + WEIGHT * likeness('figures', codeOf);
  return read.operation === 'plan' ? heard + WEIGHT * likeness('places', placeCode) : heard;
}
