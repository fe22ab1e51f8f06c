import type { Diagram, GraphQuestion } from '@gigafactory/core/api';
import { namesIn } from './names.ts';

/** What is asked about an attached diagram. */
export type DiagramQuestion =
  | { readonly kind: 'graph'; readonly ask: GraphQuestion }
  /** Beside the fabric of the plan. */
  | { readonly kind: 'compare' }
  /** As a factory file. */
  | { readonly kind: 'draft' }
  /** What it shows at all. */
  | { readonly kind: 'describe' };

/** Words that begin a question, each with what is asked. The first that fits counts. */
const ABOUT_THE_WHOLE: readonly (readonly [
  words: RegExp,
  of: (found: RegExpExecArray) => DiagramQuestion,
])[] = [
  [
    /\b(?:draft|factory file|make (?:it|this|that) (?:in)?to a|turn (?:it|this|that) into|begin a file|start a file)\b/,
    () => ({ kind: 'draft' }),
  ],
  [
    /\b(?:differs?|differences?|different|deviat\w+|compared?|versus|against the plan|as planned|match(?:es)? the plan|agrees? with the plan)\b/,
    () => ({ kind: 'compare' }),
  ],
  [
    /\b(?:single points? of failure|spofs?|cut (?:points?|vertex|vertices)|articulation|critical (?:nodes?|links?)|bottlenecks?)\b/,
    () => graph({ what: 'cuts' }),
  ],
  [
    /\b(?:only|just|exactly|has|have|with|of)\s+(one|a single|single|two|three|four|\d{1,4})\s+(?:links?|cables?)\b/,
    ([, number = '']) => graph({ what: 'links', is: numberIn(number) }),
  ],
  [
    /\b(?:(?:fewest|least|weakest|thinnest|how many) links?|links? between|links? (?:per|of each|of every) pair|pairs?)\b/,
    () => graph({ what: 'links' }),
  ],
  [
    /\b(one|two|three|four|\d{1,4})\s+(?:edges?|connections?|neighbou?rs?)\b/,
    ([, number = '']) => graph({ what: 'degrees', is: numberIn(number) }),
  ],
  [
    /\b(?:most (?:links?|connected|edges?|connections?|neighbou?rs?)|degrees|hubs?)\b/,
    () => graph({ what: 'degrees' }),
  ],
  [
    /\b(?:hangs? together|all connected|everything connected|fully connected|islands?|separate parts?|how many parts (?:does|has|is)|falls? apart|isolated)\b/,
    () => graph({ what: 'parts' }),
  ],
  [
    /\b(?:by (?:group|rack|container)|(?:per|in each|in every) (?:group|rack|container|box))\b/,
    () => graph({ what: 'count', by: 'group' }),
  ],
  [/\b(?:how many|count|number of)\b/, () => graph({ what: 'count', by: 'kind' })],
  [
    /\b(?:diagram|picture|drawing|redraw|sketch|graph|shown?|shows|attached|attachment)\b/,
    () => ({ kind: 'describe' }),
  ],
];

const BETWEEN =
  /\b(?:paths?|ways?|routes?|reach(?:es)?|get from|between|connect(?:s|ed)?|from|to)\b/;
const BEYOND =
  /\b(?:hangs?|hanging|behind|beyond|beneath|below|under|depends?|downstream|gone|fails?|failed|dies|died|dead|down|lost|lose|loses|without|cut off|removed?|taken away|breaks?|unplugged)\b/;

/**
 * What a question asks about a diagram; undefined if it is about something else. Names of nodes count, in any case, and words of
 * graphs; nothing is guessed by meaning, so that the same question is always read alike. What is asked of any factory too ("how many",
 * "what differs") is about a diagram of an earlier question only if it says so.
 *
 * @param isNew whether the diagram came with this question
 */
export function readDiagramQuestion(
  text: string,
  diagram: Diagram,
  { isNew = true }: { readonly isNew?: boolean } = {},
): DiagramQuestion | undefined {
  const words = text.toLowerCase().replace(/[^\p{L}\p{N}'.-]+/gu, ' ');
  const isMeant = isNew || MEANT.test(words) || OF_GRAPHS.test(words);
  const named = isMeant ? aboutNames(text, words, diagram) : undefined;
  if (named) return named;
  for (const [pattern, of] of ABOUT_THE_WHOLE) {
    const found = pattern.exec(words);
    if (found) return isNew || isOfGraphs(of(found)) || MEANT.test(words) ? of(found) : undefined;
  }
  return undefined;
}

const MEANT =
  /\b(?:from the plan|as planned|diagram|(?<!big )picture|drawing|drawn|sketch|graph|attached|attachment)\b/;

/** Words with which a name is one of a diagram of before: its labels alone must not catch what is asked of the factory. */
const OF_GRAPHS =
  /\b(?:hang\w*|link\w*|neighbou?rs?|connect\w*|paths?|routes?|reach(?:es)?|get from|cut off|unplugged|behind|beyond|downstream|gone|fails?|failed|dies|lose|loses|lost|without)\b/;

/** What is asked about nodes that it names. */
function aboutNames(text: string, words: string, diagram: Diagram): DiagramQuestion | undefined {
  const [first, second] = namesIn(text, diagram);
  if (first !== undefined && second !== undefined && BETWEEN.test(words))
    return graph({ what: 'paths', from: first, to: second });
  if (first !== undefined)
    return graph({ what: BEYOND.test(words) ? 'beyond' : 'neighbours', of: first });
  const unknown = UNKNOWN.exec(words)?.[1];
  return unknown === undefined ? undefined : graph({ what: 'beyond', of: unknown });
}

/** What nobody asks of a factory file. */
function isOfGraphs(question: DiagramQuestion): boolean {
  return question.kind === 'graph' && question.ask.what !== 'count';
}

/** A node that the diagram does not have: to be told so is better than an answer about something else. */
const UNKNOWN =
  /\b(?:hangs? off|behind|beyond|neighbou?rs? of|connected to|linked (?:to|with)|if|lose|without) (?:the )?([\p{L}-]{1,30} ?\d{1,5})\b/u;

function graph(ask: GraphQuestion): DiagramQuestion {
  return { kind: 'graph', ask };
}

const NUMBERS: Readonly<Record<string, number>> = {
  ...{ one: 1, 'a single': 1, single: 1, two: 2, three: 3, four: 4 },
};

function numberIn(word: string): number {
  return NUMBERS[word] ?? Number(word);
}
