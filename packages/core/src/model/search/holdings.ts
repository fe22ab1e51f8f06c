import type { TrainingJob } from '../job.ts';
import { emptyHeld, hold, holdStage } from '../memory/held.ts';
import { stateBytes, stateInto } from '../memory/memory.ts';
import { emptyMemory, type MutableMemory } from '../memory/memory-parts.ts';
import type { Stage } from '../memory/stages.ts';
import { type Upkeep, upkeepOf } from '../step/step.ts';
import type { Sharding } from '../strategy.ts';
import type { MutableStrategy } from './space.ts';

/** One way to shard state over the ranks of a layout. */
export interface Holding {
  readonly sharding: Sharding;
  /** Of each stage of the layout, weights, gradients and optimizer state, B. */
  readonly states: readonly number[];
  /**
   * Of each stage that was the fullest of a candidate that fits, B; activations, logits and total are
   * written anew for each candidate.
   */
  readonly memories: (MutableMemory | undefined)[];
  /** Made when the first candidate fits. */
  upkeep: Upkeep | undefined;
}

/** Layers cut into chunks in one way. */
export interface Cut {
  readonly vp: number;
  /** The stages that may be the fullest. */
  readonly stages: readonly Stage[];
}

/** A cut with every sharding whose state alone leaves memory. */
export interface Layout extends Cut {
  readonly holdings: readonly Holding[];
}

/** What the layouts of a pipeline are made of. */
interface LayoutSpace {
  readonly cuts: readonly Cut[];
  readonly shardings: readonly Sharding[];
  /** What a GPU may hold, B. */
  readonly room: number;
}

/**
 * The layouts of a pipeline that may fit with some micro-batch. What a GPU holds depends on TP, PP and how
 * experts are spread, not on CP or the micro-batch, because DP x CP is whatever TP and PP leave; so blocks
 * share it.
 */
export function layoutsOf(
  job: TrainingJob,
  s: MutableStrategy,
  { cuts, shardings, room }: LayoutSpace,
): Layout[] {
  const layouts: Layout[] = [];
  for (const { vp, stages } of cuts) {
    s.vp = vp;
    const holdings: Holding[] = [];
    for (const sharding of shardings) {
      s.sharding = sharding;
      const holding = holdingOf(job, s, stages, room);
      if (holding) holdings.push(holding);
    }
    if (holdings.length > 0) layouts.push({ vp, stages, holdings });
  }
  return layouts;
}

const HELD = emptyHeld();
const MEMORY = emptyMemory();

function holdingOf(
  job: TrainingJob,
  s: MutableStrategy,
  stages: readonly Stage[],
  room: number,
): Holding | undefined {
  const states: number[] = [];
  for (const stage of stages) {
    holdStage(job, s, stage, HELD);
    stateInto(job, HELD, MEMORY);
    const state = stateBytes(MEMORY);
    // Activations only add to it, in floating point too.
    if (state + MEMORY.reserve > room) return undefined;
    states.push(state);
  }
  return { sharding: s.sharding, states, memories: [], upkeep: undefined };
}

/** What a GPU of a stage holds but for micro-batches, in the layout and sharding that `s` has. */
export function memoryFor(job: TrainingJob, s: MutableStrategy, stage: Stage): MutableMemory {
  const memory = emptyMemory();
  holdStage(job, s, stage, HELD);
  stateInto(job, HELD, memory);
  memory.stage = stage.index;
  return memory;
}

/** What a step does once for a holding, in the layout that `s` currently has. */
export function upkeepFor(job: TrainingJob, s: MutableStrategy): Upkeep {
  hold(job, s, HELD);
  return upkeepOf(job, s, HELD);
}
