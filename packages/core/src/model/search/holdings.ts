import type { TrainingJob } from '../job.ts';
import { emptyHeld, hold, stageLayers } from '../memory/held.ts';
import { mostInFlight, stateBytes, stateInto } from '../memory/memory.ts';
import { emptyMemory, type MutableMemory } from '../memory/memory-parts.ts';
import { type Upkeep, upkeepOf } from '../step/step.ts';
import type { Sharding } from '../strategy.ts';
import type { MutableStrategy } from './space.ts';

/** State shared out in one way over the ranks of one layout. */
export interface Holding {
  readonly sharding: Sharding;
  /** B; activations and total are written anew for each candidate. */
  readonly memory: MutableMemory;
  /** Weights, gradients and optimizer state, B. */
  readonly state: number;
  /** Made when the first candidate fits. */
  upkeep: Upkeep | undefined;
}

/** Layers cut into chunks in one way, with every sharding whose state alone leaves memory. */
export interface Layout {
  readonly vp: number;
  /** Layers of a full stage. */
  readonly layers: number;
  /** Micro-batches that the first stage holds at most. */
  readonly inFlight: number;
  readonly holdings: readonly Holding[];
}

/**
 * The layouts of a pipeline that some micro-batch may fit. What a GPU holds depends on TP, PP and how
 * experts are spread, not on CP or the micro-batch, so that blocks share it: DP x CP is what TP and PP
 * leave over.
 */
export function layoutsOf(
  job: TrainingJob,
  s: MutableStrategy,
  vps: readonly number[],
  shardings: readonly Sharding[],
): Layout[] {
  const layouts: Layout[] = [];
  for (const vp of vps) {
    s.vp = vp;
    const holdings = holdingsOf(job, s, shardings);
    if (holdings.length === 0) continue;
    const layers = stageLayers(job.model.layers, s);
    layouts.push({ vp, layers, inFlight: mostInFlight(s.pp, vp), holdings });
  }
  return layouts;
}

const HELD = emptyHeld();
const MEMORY = emptyMemory();

function holdingsOf(
  job: TrainingJob,
  s: MutableStrategy,
  shardings: readonly Sharding[],
): Holding[] {
  const holdings: Holding[] = [];
  for (const sharding of shardings) {
    s.sharding = sharding;
    hold(job, s, HELD);
    stateInto(job, HELD, MEMORY);
    const state = stateBytes(MEMORY);
    // Activations only add to it, in floating point too.
    if (state + MEMORY.reserve > MEMORY.capacity) continue;
    holdings.push({ sharding, memory: { ...MEMORY }, state, upkeep: undefined });
  }
  return holdings;
}

/** What a step does once for a holding, of the layout that `s` is at. */
export function upkeepFor(job: TrainingJob, s: MutableStrategy): Upkeep {
  hold(job, s, HELD);
  return upkeepOf(job, s, HELD);
}
