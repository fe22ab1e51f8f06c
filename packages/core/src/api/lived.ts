import {
  compare,
  type Difference,
  ettrOf,
  type Life,
  liveReplicas,
  recordJournal,
  replay,
  summarise,
} from '../twin/index.ts';
import { costOfLost, endDates, reportJournal } from './answers.ts';
import type { Answer, LivesPart, Operations } from './contract.ts';
import { lifeOf } from './read.ts';
import { notesOfTwin } from './twin-notes.ts';

export const DEFAULT_SEED = 7;
export const DEFAULT_REPLICAS = 100;

/** Some of the lives that `twin` is made of. */
export function answerLives(input: Operations['lives']['input']): Answer<'lives'> {
  const life = lifeOf(input);
  if (!life.ok) return life;
  const { from, before, seed = DEFAULT_SEED } = input;
  const { scenario } = life;
  const { replicas, nodesPerReplica } = scenario.runs[0]!.spec;
  const value: LivesPart = {
    from,
    nodes: scenario.topology.nodes,
    runNodes: replicas * nodesPerReplica,
    lives: liveReplicas(scenario, seed, from, before),
  };
  return { ok: true, value };
}

/**
 * Answers `twin` from parts of its lives, wherever and in whatever order these were lived. Refuses parts
 * that leave a life out.
 */
export function answerTwin(
  input: Operations['twin']['input'],
  parts: readonly LivesPart[],
): Answer<'twin'> {
  const life = lifeOf(input);
  if (!life.ok) return life;
  const lives: Life[] = [];
  for (const part of parts.toSorted((a, b) => a.from - b.from)) {
    if (part.from !== lives.length) throw new RangeError(`life ${lives.length} is missing`);
    lives.push(...part.lives);
  }
  const { scenario, factory, plan } = life;
  const result = summarise(scenario, input.seed ?? DEFAULT_SEED, lives);
  const explained = {
    ...result,
    ...endDates(plan, result),
    costOfLost: costOfLost(plan, result),
    ...(life.journal ? { journal: reportJournal(life.journal, scenario, result) } : {}),
  };
  return { ok: true, value: { ...explained, notes: notesOfTwin(factory, plan, explained) } };
}

/**
 * How the ETTR of the first run differs between two policies on the same lives: the first's less the
 * second's, paired by life. Both must hold the same lives; throws a RangeError otherwise.
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

export function answerRecord(input: Operations['record']['input']): Answer<'record'> {
  const life = lifeOf(input);
  if (!life.ok) return life;
  return { ok: true, value: { journal: recordJournal(life.scenario, input.seed ?? DEFAULT_SEED) } };
}

export function answerReplay(input: Operations['replay']['input']): Answer<'replay'> {
  const life = lifeOf(input);
  if (!life.ok) return life;
  return { ok: true, value: replay(life.scenario, input.seed ?? DEFAULT_SEED) };
}
