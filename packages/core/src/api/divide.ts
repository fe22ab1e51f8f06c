import { mapValue, ok, type Result } from '../base/index.ts';
import {
  answerTwin,
  type ClaimLives,
  compareStudy,
  DEFAULT_LIVES,
  divideLives,
  judgeRequirements,
  livesOfClaims,
  PolicySearch,
  planText,
  type Study,
  seekStudy,
  sweepStudy,
} from '../study/index.ts';
import type { Answer, Operations } from './contract.ts';
import { answerStrategies, DEFAULT_TOP } from './handlers.ts';

/** Operations that answer a part of another, each on its own worker. */
export type PartName = 'lives' | 'search' | 'points';

/**
 * An operation divided into parts, for a caller with workers: it says what to ask them, round by round, and
 * combines their answers. The result is that of the operation itself, however many workers there are.
 */
export interface Division<Part extends PartName, Whole extends keyof Operations> {
  /** The operation that answers a part. */
  readonly part: Part;
  /** What to ask next, in any order or all at once; empty when everything has been asked. */
  next(): readonly Operations[Part]['input'][];
  /** Takes the answers to what `next` gave, in its order. */
  take(answers: readonly Operations[Part]['output'][]): void;
  /** Describes the round, if there are several. */
  describe(): string | undefined;
  /** Combines the answers to all parts. */
  join(): Answer<Whole>;
}

/** How operations are divided; each may refuse its input right away. */
export const DIVISIBLE = {
  twin: divideTwin,
  requirements: divideRequirements,
  strategies: divideStrategies,
  optimise: divideOptimise,
  compare: (input, workers) =>
    mapValue(compareStudy(input, workers), (study) => divisionOf('lives', study)),
  sweep: (input) => mapValue(sweepStudy(input), (study) => divisionOf('points', study)),
  seek: (input) => mapValue(seekStudy(input), (study) => divisionOf('points', study)),
} satisfies {
  readonly [Name in keyof Operations]?: (
    input: Operations[Name]['input'],
    workers: number,
  ) => Divided<PartName, Name>;
};

export type DivisibleName = keyof typeof DIVISIBLE;

type Divided<Part extends PartName, Whole extends keyof Operations> = Result<Division<Part, Whole>>;

function divideTwin(input: Operations['twin']['input'], workers: number): Divided<'lives', 'twin'> {
  const { lives = DEFAULT_LIVES, ...life } = input;
  const ranges = divideLives({ from: 0, before: lives }, workers);
  const asked = ranges.map((range) => ({ ...life, ...range }));
  return ok(oneRound('lives', asked, (parts) => answerTwin(input, parts)));
}

/** The lives of every run that has a claim on its twin, all in one round. */
function divideRequirements(
  input: Operations['requirements']['input'],
  workers: number,
): Divided<'lives', 'requirements'> {
  return mapValue(planText(input), ({ plan }) => {
    const lives = livesOfClaims(plan);
    const asked = lives.flatMap((of) => partsOf(of, workers));
    return oneRound(
      'lives',
      asked.map((part) => ({ ...input, ...part })),
      (answers) => {
        const lived = lives.map(({ run }) => ({
          run,
          parts: answers.filter((_, index) => asked[index]!.run === run),
        }));
        return mapValue(judgeRequirements(input, lived), (requirements) => ({ requirements }));
      },
    );
  });
}

function partsOf(lives: ClaimLives, workers: number): ClaimLives[] {
  return divideLives(lives, workers).map((range) => ({ ...lives, ...range }));
}

/** Blocks differ in length: with several parts per worker, none is idle for long at the end. */
const SEARCH_PARTS_EACH = 8;

function divideStrategies(
  input: Operations['strategies']['input'],
  workers: number,
): Divided<'search', 'strategies'> {
  const { launch: _, rank = 1, ...search } = input;
  const parts = SEARCH_PARTS_EACH * workers;
  const top = Math.max(input.top ?? DEFAULT_TOP, rank);
  const asked = Array.from({ length: parts }, (__, part) => ({ ...search, top, part, parts }));
  const join = (found: readonly Operations['search']['output'][]) => answerStrategies(input, found);
  return ok(oneRound('search', asked, join));
}

/** Rounds of a race: each round determines which policies are simulated next. */
function divideOptimise(input: Operations['optimise']['input']): Divided<'lives', 'optimise'> {
  const started = PolicySearch.of(input);
  if (!started.ok) return started;
  const search = started.value;
  let jobs = search.jobs();
  const value: Division<'lives', 'optimise'> = {
    part: 'lives',
    next: () => jobs.map((job) => job.input),
    take(parts) {
      search.take(jobs, parts);
      jobs = search.jobs();
    },
    describe: () => search.describe(),
    join: () => ok(search.report()),
  };
  return ok(value);
}

/** A study as it is, by the operation that answers its parts. */
function divisionOf<Part extends PartName, Whole extends keyof Operations>(
  part: Part,
  study: Study<Operations[Part]['input'], Operations[Part]['output'], Operations[Whole]['output']>,
): Division<Part, Whole> {
  return {
    part,
    next: () => study.next(),
    take: (answers) => study.take(answers),
    describe: () => study.describe(),
    join: () => study.report(),
  };
}

function oneRound<Part extends PartName, Whole extends keyof Operations>(
  part: Part,
  asked: readonly Operations[Part]['input'][],
  join: (answers: readonly Operations[Part]['output'][]) => Answer<Whole>,
): Division<Part, Whole> {
  let left = asked;
  let answers: readonly Operations[Part]['output'][] = [];
  return {
    part,
    next: () => left,
    take(taken) {
      answers = taken;
      left = [];
    },
    describe: () => undefined,
    join: () => join(answers),
  };
}
