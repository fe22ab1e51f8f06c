import { andThen, mapValue, ok, type Result } from '../base/index.ts';
import {
  compare,
  type Difference,
  ettrOf,
  type Life,
  liveMany,
  recordJournal,
  replay,
  summarise,
  type TwinTrace,
} from '../twin/index.ts';
import { type ExplainedTwin, endDates, reportJournal } from './explained-twin.ts';
import { type LifeRequest, lifeOf, type TwinRequest } from './life.ts';
import { explainTwin } from './twin-notes.ts';

export const DEFAULT_SEED = 7;
export const DEFAULT_LIVES = 100;

/** Some of the lives under a seed. */
export interface LivesPart {
  /** Number of the first life. */
  readonly from: number;
  /** Nodes of the simulated fleet, and of the run that results are about. */
  readonly nodes: number;
  readonly runNodes: number;
  readonly lives: readonly Life[];
}

/** Some of the lives of a twin: from number `from` up to, but not including, `before`. */
export type LivesRequest = LifeRequest & { readonly from: number; readonly before: number };

/** Simulates some of the lives that make up a twin. */
export function answerLives(input: LivesRequest): Result<LivesPart> {
  const life = lifeOf(input);
  if (!life.ok) return life;
  const { from, before, seed = DEFAULT_SEED } = input;
  const { scenario } = life.value;
  const { replicas, nodesPerReplica } = scenario.runs[0]!.spec;
  const value: LivesPart = {
    from,
    nodes: scenario.topology.nodes,
    runNodes: replicas * nodesPerReplica,
    lives: liveMany(scenario, seed, from, before),
  };
  return ok(value);
}

/** Many lives of one run, simulated on this thread. */
export function liveTwin(input: TwinRequest): Result<ExplainedTwin> {
  const { lives = DEFAULT_LIVES, ...life } = input;
  const part = answerLives({ ...life, from: 0, before: lives });
  return andThen(part, (lived) => answerTwin(input, [lived]));
}

/**
 * Summarises a twin from parts of its lives, wherever and in whatever order they were simulated. Refuses
 * parts that leave out a life.
 */
export function answerTwin(input: TwinRequest, parts: readonly LivesPart[]): Result<ExplainedTwin> {
  const life = lifeOf(input);
  if (!life.ok) return life;
  const lives: Life[] = [];
  for (const part of parts.toSorted((a, b) => a.from - b.from)) {
    if (part.from !== lives.length) throw new RangeError(`life ${lives.length} is missing`);
    lives.push(...part.lives);
  }
  const { scenario, factory, plan, journal } = life.value;
  const result = summarise(scenario, input.seed ?? DEFAULT_SEED, lives);
  const { goodput, duration } = plan.training[result.run]!;
  const explained = {
    ...result,
    byFormula: { goodput, duration },
    ...endDates(plan, result),
    ...(journal ? { journal: reportJournal(journal, scenario, result) } : {}),
  };
  return ok({ ...explained, ...explainTwin(factory, plan, explained) });
}

/**
 * How the ETTR of the first run differs between two policies on the same lives: that of the first policy less
 * that of the second, paired by life. Throws a RangeError unless both have the same lives.
 */
export function compareLives(
  first: readonly LivesPart[],
  second: readonly LivesPart[],
): Difference {
  return compare(ettrsOf(first), ettrsOf(second));
}

function ettrsOf(parts: readonly LivesPart[]): number[] {
  return parts
    .toSorted((a, b) => a.from - b.from)
    .flatMap(({ lives }) => lives.map(({ runs }) => ettrOf(runs[0]!)));
}

/** One life as a journal. */
export interface RecordedLife {
  readonly journal: string;
  /** s. */
  readonly horizon: number;
}

/** The journal of the first life, as text. */
export function answerRecord(input: LifeRequest): Result<RecordedLife> {
  const life = lifeOf(input);
  if (!life.ok) return life;
  const { scenario } = life.value;
  const journal = recordJournal(scenario, input.seed ?? DEFAULT_SEED);
  return ok({ journal, horizon: scenario.horizon });
}

/** The first life in full. */
export function answerReplay(input: LifeRequest): Result<TwinTrace> {
  return mapValue(lifeOf(input), ({ scenario }) => replay(scenario, input.seed ?? DEFAULT_SEED));
}
