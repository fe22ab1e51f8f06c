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

/** A run's kind and phase. */
export interface FoldedRun {
  readonly kind: 'train' | 'serve';
  readonly phase: LifePhase;
  /** When the failure that stopped it struck, s; undefined once something is done about it. */
  readonly struckAt: number | undefined;
}

/** A run before the first event. */
export function runAtStart(kind: FoldedRun['kind']): FoldedRun {
  return { kind, phase: 'starting', struckAt: undefined };
}

/** A run after an event that is about it. */
export function runAfter(run: FoldedRun, event: TwinEvent): FoldedRun {
  if (event.kind === 'failure') return hasEnded(run, event) ? struck(run, event.time) : run;
  // If a run starts training and fails at the same moment, the trace reports its training after the failure.
  const isLate = event.kind === 'restarted' && run.struckAt === event.time;
  if (isLate && run.kind === 'train') return run;
  const phase = phaseAfter(event);
  // A run that has never trained does not start again.
  if (phase === 'restarting' && run.phase === 'starting') return run;
  return phase === undefined ? run : { kind: run.kind, phase, struckAt: undefined };
}

function struck({ kind }: FoldedRun, struckAt: number): FoldedRun {
  return { kind, phase: 'down', struckAt };
}

/** The replicas of a service do not wait for a lost one. */
function hasEnded({ kind, phase }: FoldedRun, { interrupts, node, domain }: TwinEvent): boolean {
  if (interrupts !== true) return false;
  const isOfReplica = node !== undefined || domain !== undefined;
  return !(kind === 'serve' && phase === 'training' && isOfReplica);
}

/** The phase of a run after its supervisor acted; undefined if it stays the same. */
function phaseAfter({ kind, goesOn, replica }: TwinEvent): LifePhase | undefined {
  switch (kind) {
    case 'restarted':
    case 'shrunk':
      return 'training';
    case 'detected':
      return 'down';
    // While a replica lacks nodes the others keep working.
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
