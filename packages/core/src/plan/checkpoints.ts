import { DAY_S, type Figure, type Recorder, YOUNG } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { CHECKPOINT_TIERS } from '../facts/index.ts';
import { isSilent, NODE_FAILURES, needsRepair, shareOf } from './causes.ts';
import { planFigures } from './figures.ts';
import type { CheckpointPlan } from './plan.ts';

type Figures = Readonly<Record<string, Figure>>;
type Copies = Pick<CheckpointPlan, 'copies' | 'copyTime'>;

const LONGEST_INTERVAL = {
  value: DAY_S,
  unit: 'd',
  provenance: 'assumed',
  reason:
    'No failure in the file loses work back to such a checkpoint, but something may go wrong that the file does not describe.',
} as const;

/** How a run checkpoints: on storage, and in memory or on drives in between. */
export function planCheckpoint(
  factory: Factory,
  goesOnWithoutOne: boolean,
  rec: Recorder,
): CheckpointPlan {
  const scope = rec.within('checkpoint', {
    nodes: rec.id('nodes'),
    interruptionRate: rec.id('interruptionRate'),
  });
  const { size, writeTime } = planFigures(STORED, scope);
  const losses = planFigures(lossesOf(factory, goesOnWithoutOne), scope);
  const interval = planInterval(factory, losses['lossRate'], scope);
  const copies: Copies = factory.resilience.memoryInterval ? planCopies(factory, scope) : {};
  scope.figure('cycle', cycleOf(copies.copies ?? 0, losses['copyLossRate'] !== undefined));
  const { lossRate = 0 } = losses;
  return { size, writeTime, interval, lossRate, ...copies };
}

/** A checkpoint holds the bf16 weight and the fp32 optimizer state of every parameter. */
const STORED = {
  size: {
    label: 'Size of a checkpoint',
    unit: 'TB',
    formula: '(constants.weightBytes + constants.optimizerBytes) * size.parameters',
  },
  writeTime: {
    label: 'Writing a checkpoint',
    unit: 's',
    formula: 'size / (storage.system.write * fleet.gpus / storage.system.gpus)',
    reason:
      'Training waits for the write. Storage is assumed to grow with the fleet from the size it was specified for.',
  },
} as const satisfies Figures;

/**
 * Interruptions that lose work: back to the last checkpoint on storage, or only to the last copy. Those of a node
 * lose none where other replicas hold its state. Drives are lost with any node that needs repair, copies in memory
 * and other replicas only with what corrupts them all. A copy outlives a failure of the job, replicas do not.
 */
function lossesOf(
  { resilience, reliability: { causes, jobRate } }: Factory,
  goesOnWithoutOne: boolean,
): Figures {
  const { memoryInterval, copies } = resilience;
  const job = jobRate ? 'factory.reliability.jobRate' : undefined;
  if (!goesOnWithoutOne && !memoryInterval) return { lossRate: lost('interruptionRate') };
  const isLocal = !goesOnWithoutOne && copies === 'local';
  const share = shareOf(causes, (cause) => isSilent(cause) || (isLocal && needsRepair(cause)));
  const ofNodes = share && `${NODE_FAILURES} * ${share}`;
  const toStorage = [ofNodes, memoryInterval ? undefined : job].filter(
    (rate) => rate !== undefined,
  );
  const lossRate = toStorage.length > 0 ? { lossRate: lost(toStorage.join(' + ')) } : {};
  if (!memoryInterval) return lossRate;
  const toCopy = goesOnWithoutOne
    ? job
    : `interruptionRate${toStorage.length > 0 ? ' - lossRate' : ''}`;
  if (toCopy === undefined) return lossRate;
  const label = 'Interruptions that lose work back to the last copy';
  return { ...lossRate, copyLossRate: { label, unit: '1/day', formula: toCopy } };
}

function lost(formula: string): Figure {
  return { label: 'Interruptions that lose work back to storage', unit: '1/day', formula };
}

function planInterval(
  { operations }: Factory,
  lossRate: number | undefined,
  scope: Recorder,
): number {
  const figure = { label: 'Checkpoint interval', unit: 'min' };
  if (operations.checkpointInterval) {
    return scope.figure('interval', { ...figure, formula: 'operations.checkpointInterval' });
  }
  if (!lossRate) {
    scope.know('longestInterval', 'Longest time between checkpoints', LONGEST_INTERVAL);
    return scope.figure('interval', { ...figure, formula: 'longestInterval' });
  }
  scope.figure('meanTimeToLoss', {
    label: 'Mean time to an interruption that loses work back to storage',
    unit: 'min',
    formula: '1 / lossRate',
  });
  const formula = 'sqrt(2 * writeTime * meanTimeToLoss)';
  return scope.figure('interval', { ...figure, formula, source: YOUNG });
}

function planCopies({ resilience }: Factory, scope: Recorder): Copies {
  const isLocal = resilience.copies === 'local';
  if (isLocal) {
    scope.know('localWrite', 'Writing to the drives of a node', CHECKPOINT_TIERS.local.write);
  }
  return planFigures(
    {
      copies: {
        label: 'Copies between two checkpoints on storage',
        unit: '1',
        // The last copy would coincide with the checkpoint.
        formula: 'max(0, ceil(interval / resilience.memoryInterval) - 1)',
      },
      copyTime: {
        label: 'Training time that a copy costs',
        unit: 's',
        formula: isLocal ? 'size / nodes / localWrite' : 'hazards.memoryCopyTime',
      },
    },
    scope,
  );
}

/** Running from one checkpoint on storage to the next, with what failures in between lose back to a copy. */
function cycleOf(copies: number, losesToCopies: boolean): Figure {
  const pauses = copies > 0 ? 'copies * copyTime + writeTime' : 'writeTime';
  const undisturbed = `interval + ${pauses}`;
  const parts = copies > 0 ? '(copies + 1)' : '1';
  return {
    label: 'From checkpoint to checkpoint, work lost to a copy included',
    unit: 'min',
    formula: losesToCopies
      ? `${parts} * expm1(copyLossRate * (${undisturbed}) / ${parts}) / copyLossRate`
      : undisturbed,
  };
}
