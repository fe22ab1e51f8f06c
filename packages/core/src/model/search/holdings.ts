import type { TrainingJob } from '../job.ts';
import { emptyHeld, hold, stageLayers } from '../memory/held.ts';
import { mostInFlight, stateBytes, stateInto } from '../memory/memory.ts';
import { emptyMemory, type MutableMemory } from '../memory/memory-parts.ts';
import { type Upkeep, upkeepOf } from '../step/step.ts';
import type { Sharding } from '../strategy.ts';
import type { MutableStrategy } from './space.ts';

/** One way to shard state over the ranks of a layout. */
export interface Holding {
  readonly sharding: Sharding;
  /** B; activations and total are rewritten for each candidate. */
  readonly memory: MutableMemory;
  /** Weights, gradients and optimizer state, B. */
  readonly state: number;
  /** Created when the first candidate fits. */
  upkeep: Upkeep | undefined;
}

/** One way to cut layers into chunks, with every sharding whose state alone fits in memory. */
export interface Layout {
  readonly vp: number;
  /** Layers of a full stage. */
  readonly layers: number;
  /** The most micro-batches that the first stage holds. */
  readonly inFlight: number;
  readonly holdings: readonly Holding[];
}

/**
 * The layouts of a pipeline that may fit with some micro-batch. What a GPU holds depends on TP, PP and how
 * experts are spread, not on CP or the micro-batch, because DP x CP is whatever TP and PP leave; so blocks
 * share it.
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

/** What a step does once for a holding, in the layout that `s` currently has. */
export function upkeepFor(job: TrainingJob, s: MutableStrategy): Upkeep {
  hold(job, s, HELD);
  return upkeepOf(job, s, HELD);
}
