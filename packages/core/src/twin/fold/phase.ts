import type { TwinEvent } from '../result.ts';

/** What a run as a whole is doing. */
export type LifePhase =
  | 'starting'
  | 'training'
  | 'down'
  | 'waiting'
  | 'restarting'
  | 'maintenance'
  | 'released'
  | 'ended';

/** What a run does, and what it is. */
export interface FoldedRun {
  readonly kind: 'train' | 'serve';
  readonly phase: LifePhase;
  /** When the failure struck that it is down of, s; undefined once something was done about it. */
  readonly struckAt: number | undefined;
}

/** A run before the first event. */
export function runAtStart(kind: FoldedRun['kind']): FoldedRun {
  return { kind, phase: 'starting', struckAt: undefined };
}

/** A run after an event that is about it. */
export function runAfter(run: FoldedRun, event: TwinEvent): FoldedRun {
  if (event.kind === 'failure') return hasEnded(run, event) ? struck(run, event.time) : run;
  // What began to train and failed in the same moment is told to train only after it failed.
  const isLate = event.kind === 'restarted' && run.struckAt === event.time;
  if (isLate && run.kind === 'train') return run;
  const phase = phaseAfter(event);
  return phase === undefined ? run : { kind: run.kind, phase, struckAt: undefined };
}

function struck({ kind }: FoldedRun, struckAt: number): FoldedRun {
  return { kind, phase: 'down', struckAt };
}

/** Replicas of a service do not wait for one that is lost. */
function hasEnded({ kind, phase }: FoldedRun, { interrupts, node, domain }: TwinEvent): boolean {
  if (interrupts !== true) return false;
  const isOfReplica = node !== undefined || domain !== undefined;
  return !(kind === 'serve' && phase === 'training' && isOfReplica);
}

/** What a run does after what its supervisor did; undefined where it goes on as before. */
function phaseAfter({ kind, goesOn, replica }: TwinEvent): LifePhase | undefined {
  switch (kind) {
    case 'restarted':
    case 'shrunk':
      return 'training';
    case 'detected':
      return 'down';
    // A replica that lacks nodes leaves the others at work.
    case 'waiting':
      return goesOn || replica !== undefined ? undefined : 'waiting';
    case 'placed':
      return 'restarting';
    case 'maintenance':
      return 'maintenance';
    case 'released':
      return 'released';
    case 'end':
      return 'ended';
    default:
      return undefined;
  }
}
