import type { TwinTrace } from '../../../api/types.ts';

/** One thing that happened in a life. */
export type TwinEvent = TwinTrace['events'][number];

/** What a run as a whole is doing. */
export type Phase =
  | 'starting'
  | 'training'
  | 'down'
  | 'waiting'
  | 'restarting'
  | 'maintenance'
  | 'released'
  | 'ended';

/** What a run does after an event that is about it. */
export function phaseAfter(phase: Phase, event: TwinEvent): Phase {
  switch (event.kind) {
    case 'restarted':
    case 'shrunk':
      return 'training';
    case 'failure':
      return event.interrupts ? 'down' : phase;
    case 'detected':
      return 'down';
    // A node that may not be cordoned yet, and a replica that lacks nodes, leave the run at work.
    case 'waiting':
      return event.node === undefined && event.replica === undefined ? 'waiting' : phase;
    case 'placed':
      return 'restarting';
    case 'maintenance':
      return 'maintenance';
    case 'released':
      return 'released';
    case 'end':
      return 'ended';
    default:
      return phase;
  }
}
