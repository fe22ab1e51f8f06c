import { type MemoryShortage, type Problem, showQuantity } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import {
  type FastestOutcome,
  leastMemory,
  MEMORY_PARTS,
  shortenStrategy,
  stageWords,
  type TrainingJob,
  type WeighedStrategy,
} from '../model/index.ts';
import { limitsOf } from './limits.ts';
import { nearestFits } from './nearest-fits.ts';
import { nothingLaidOut } from './refused.ts';

/** Why no strategy of a run works: how much memory is missing and for what, or what else forbids them. */
export function nothingFits(
  factory: Factory,
  name: string,
  job: TrainingJob,
  outcome: FastestOutcome,
): Problem {
  const run = factory.runs[name]!;
  const least = outcome.rejected.memory > 0 ? leastOf(factory, name, job) : undefined;
  if (!least) return nothingLaidOut(name, job, run, limitsOf(run));
  const memory = shortageOf(factory, name, least);
  const candidates = Object.values(outcome.rejected).reduce((sum, count) => sum + count, 0);
  const message = outOfMemory(least, memory, candidates === 1);
  const { at } = run.gpus;
  return {
    code: 'run.infeasible',
    path: `runs.${name}`,
    message,
    ...(at ? { at } : {}),
    memory,
  };
}

/** The strategy that is pinned, or of those that the pins allow the one that needs least memory. */
export function leastOf(
  factory: Factory,
  name: string,
  job: TrainingJob,
): WeighedStrategy | undefined {
  return leastMemory(job, limitsOf(factory.runs[name]!));
}

/** What the fullest GPU of a run would have to hold, and what would fit. */
export function shortageOf(
  factory: Factory,
  name: string,
  { strategy, memory }: WeighedStrategy,
): MemoryShortage {
  return {
    strategy: shortenStrategy(strategy),
    ...memory,
    over: memory.total - memory.capacity,
    nearest: nearestFits(factory, name),
  };
}

function outOfMemory(least: WeighedStrategy, memory: MemoryShortage, isOnly: boolean): string {
  const subject = isOnly ? 'The strategy' : 'The smallest of all strategies that can be laid out';
  const { pp } = least.strategy;
  const where = pp > 1 ? `, on ${stageWords(memory.stage, pp)}` : '';
  const parts = MEMORY_PARTS.filter((part) => memory[part] > 0)
    .sort((a, b) => memory[b] - memory[a])
    .map((part) => `${part} ${bytes(memory[part])}`);
  return (
    `${subject}, ${memory.strategy}, needs ${bytes(memory.total)} on the fullest GPU${where}: ` +
    `${bytes(memory.over)} more than its ${bytes(memory.capacity)}. It would hold ${parts.join(', ')}. ` +
    remedy(memory)
  );
}

function remedy({ nearest: [first] }: MemoryShortage): string {
  if (!first) {
    return 'Neither another strategy, more GPUs nor a lower precision makes it fit; take GPUs with more memory or a shorter sequence.';
  }
  const edits = Object.entries(first.edits).map(([path, value]) => `${path}=${value}`);
  return `The nearest that fits takes ${bytes(first.total)}: ${edits.join(', ')}.`;
}

function bytes(value: number): string {
  return showQuantity(value, 'GB');
}
