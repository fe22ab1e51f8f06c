import { planStop } from './planned.ts';
import { hasLiveAttempt, type RunState } from './state.ts';
import type { Turn } from './turn.ts';

/**
 * Has runs of lower priority give way, the lowest first, until `lacking` nodes, or at least `least`, will be
 * free. None gives way if all of them together would not be enough: they would stop for nothing.
 */
export function preemptFor(turn: Turn, lacking: number, least: number): void {
  const victims = victimsFor(turn, lacking) ?? victimsFor(turn, least) ?? [];
  const { spec } = turn.run;
  for (const { index } of victims) {
    turn.about(index, () => {
      const reason = `The run gives its nodes to ${spec.run}, which has priority.`;
      planStop(turn, { kind: 'preempt', nodes: [], cause: spec.run, reason });
    });
  }
}

/** The runs that have to give way besides those already doing so; undefined if that would not be enough. */
function victimsFor({ run, state }: Turn, lacking: number): RunState[] | undefined {
  const lower = state.runs
    .filter((other) => other.spec.priority < run.spec.priority && heldNodes(other) > 0)
    .toSorted((a, b) => a.spec.priority - b.spec.priority)
    .toSorted((a, b) => Number(isGivingWay(b)) - Number(isGivingWay(a)));
  let open = lacking;
  const victims: RunState[] = [];
  for (const other of lower) {
    if (open <= 0) break;
    open -= heldNodes(other);
    if (!isGivingWay(other)) victims.push(other);
  }
  return open > 0 ? undefined : victims;
}

function isGivingWay({ planned, phase }: RunState): boolean {
  return (
    phase === 'releasing' || planned.some(({ kind }) => kind === 'preempt' || kind === 'cancel')
  );
}

function heldNodes(run: RunState): number {
  const holds = hasLiveAttempt(run) || !['pending', 'finished', 'failed'].includes(run.phase);
  return holds ? run.spec.replicas * run.spec.nodesPerReplica - run.missing : 0;
}
