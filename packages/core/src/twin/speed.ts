import { type Domain, nodeRange } from '../control/protocol/index.ts';
import { slowdownOfSlowNode } from '../model/index.ts';
import type { Surroundings, Tenant } from './surroundings.ts';

/** Flaps frequent enough to stall a run nearly always overlap, and stall it no more than this. */
const MOST_STALLED = 0.99;

/** By what factor a step of the run takes longer than it should, dimensionless. */
export function slowdownOf(world: Surroundings, run: Tenant): number {
  const { stages, microBatches, modelChunks, computeShare, networkShare } = run.twin.step;
  const { imbalanceShare, flapStall } = world.scenario.stragglers;
  let factor = 1;
  // Called at every change, so it avoids the pairs that an iterator would allocate.
  world.nodes.slow.forEach((slow, node) => {
    if (slow.factor > factor && world.nodes.holderOf(node) === run.index) factor = slow.factor;
  });
  let share = 1;
  for (const lost of world.bandwidths) {
    if (lost.share < share && reaches(world, run, lost.domain)) share = lost.share;
  }
  const slow =
    factor === 1
      ? 1
      : slowdownOfSlowNode({ stages, microBatches, modelChunks, computeShare, factor });
  const extra = slow - 1 + networkShare * (1 / share - 1);
  const stalled = Math.min(MOST_STALLED, flapStall * run.seats.size);
  return (1 + extra) / ((1 - world.heat) * (1 - imbalanceShare) * (1 - stalled));
}

function reaches({ nodes }: Surroundings, { index }: Tenant, domain: Domain): boolean {
  const [from, before] = nodeRange(nodes.topology, domain);
  for (let node = from; node < before; node++) if (nodes.holderOf(node) === index) return true;
  return false;
}

/**
 * By what factor a checkpoint takes longer, on average, because others write at the same time: while runs
 * together want more bandwidth than the storage gives, each gets its share.
 */
export function storageStretch(world: Surroundings, run: Tenant): number {
  const { storageBandwidth } = world.scenario;
  let stretch = 1;
  for (const other of world.tenants) {
    if (other === run || !other.isTraining) continue;
    const wanted = demandOf(run) + demandOf(other);
    stretch += dutyOf(other) * Math.max(0, wanted / storageBandwidth - 1);
  }
  return stretch;
}

function demandOf({ twin }: Tenant): number {
  const { bytes, writeTime } = twin.checkpoint;
  return writeTime === 0 ? 0 : bytes / writeTime;
}

/** Share of its time that a run spends writing. */
function dutyOf({ twin, interval }: Tenant): number {
  const { writeTime } = twin.checkpoint;
  return twin.kind === 'serve' ? 0 : writeTime / (interval + writeTime);
}
