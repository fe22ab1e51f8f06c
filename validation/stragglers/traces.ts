import { readFileSync } from 'node:fs';
import { OPERATION_KINDS, type StepGraph, stepGraph } from '@gigafactory/core/model';

/** What the authors' own analysis says of a trace; slowdowns by name of stage, rank, operation type. */
interface Published {
  readonly ranks: number;
  readonly stages: number;
  readonly modelChunks: number;
  readonly slowdown: number;
  readonly byStage: Readonly<Record<string, number>>;
  readonly byRank: Readonly<Record<string, number>>;
  readonly byKind: Readonly<Record<string, number>>;
}

/** Times of one step, s: as measured, and the authors' replays of it. */
interface PublishedStep {
  readonly step: number;
  readonly measured: number;
  readonly replayed: number;
  readonly ideal: number;
}

export interface Trace {
  readonly published: Published;
  readonly publishedSteps: readonly PublishedStep[];
  readonly microBatches: number;
  readonly graph: StepGraph;
  /** Durations by operation, of each step in the order of `publishedSteps`. */
  readonly steps: readonly Float64Array[];
}

const { unit, traces } = JSON.parse(at('published.json')) as {
  readonly unit: number;
  readonly traces: Readonly<Record<string, Published>>;
};
const [, ...allSteps] = recordsOf('steps.csv');

/** Reads a trace; throws where it is not whole. */
export function readTrace(name: string): Trace {
  const [header, ...rows] = recordsOf(`${name}.csv`);
  if (header!.slice(3).join() !== OPERATION_KINDS.join()) throw new Error(`columns of ${name}`);
  const published = traces[name]!;
  const publishedSteps = allSteps
    .filter(([trace]) => trace === name)
    .map(([, ...numbers]) => numbers.map(Number))
    .map(([step, measured, replayed, ideal]) => ({
      ...{ step: step!, measured: measured!, replayed: replayed!, ideal: ideal! },
    }));
  const { ranks, stages, modelChunks } = published;
  const microBatches = rows[0]![3]!.split(' ').length / modelChunks;
  const graph = stepGraph({ ranks, stages, modelChunks, microBatches });
  if (!graph.ok) throw new Error(graph.problems[0]!.message);
  const steps = publishedSteps.map(({ step }) =>
    durationsOf(
      graph.value,
      rows.filter((row) => Number(row[0]) === step),
    ),
  );
  return { published, publishedSteps, microBatches, graph: graph.value, steps };
}

function durationsOf(
  { operations }: StepGraph,
  rows: readonly (readonly string[])[],
): Float64Array {
  const durations = new Float64Array(operations.count).fill(Number.NaN);
  for (const [, rank, stage, ...columns] of rows) {
    columns.forEach((column, i) => {
      if (column === '') return;
      column.split(' ').forEach((duration, slot) => {
        const operation = operations.at(OPERATION_KINDS[i]!, Number(rank), Number(stage), slot);
        durations[operation] = Number(duration) * unit;
      });
    });
  }
  operations.forEach((operation, place) => {
    if (Number.isNaN(durations[operation])) throw new Error(`no ${JSON.stringify(place)}`);
  });
  return durations;
}

function recordsOf(file: string): string[][] {
  return at(file)
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

function at(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
