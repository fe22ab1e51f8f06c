import type { Seconds } from '../../base/index.ts';
import type { TimedFault } from '../fault.ts';
import type { TwinRun, TwinScenario } from '../scenario.ts';
import type { MessageFault } from './sim-case.ts';

/**
 * Rounds of noticing, stopping, diagnosing, placing and launching that one failure may take, because it may
 * hide others.
 */
const ROUNDS = 4;

/**
 * s after the last trouble by which every run trains, is queued or has ended: some rounds of all steps of a
 * recovery, each taking its longest, one after the other.
 */
export function settleBound({ runs, monitorTime, fleet }: TwinScenario): Seconds {
  const round = Math.max(...runs.map(longestRound)) + monitorTime.median;
  return ROUNDS * round + 2 * fleet.sweepInterval;
}

function longestRound({ spec, times, maintenance, checkpoint }: TwinRun): Seconds {
  const { policy } = spec;
  const steps = Object.values(times).reduce((sum, { median }) => sum + median, 0);
  const waits = policy.hangTimeout + policy.watchInterval + 2 * policy.probeInterval;
  const answers = policy.diagnosisWindow + 2 * policy.confirmTimeout;
  const planned = policy.growAfter + policy.stragglerPatience + maintenance.median;
  return steps + waits + answers + planned + 4 * checkpoint.writeTime;
}

/** s after the last fault by which a single crew has repaired everything, one after the other. */
export function longestRepair(scenario: TwinScenario): Seconds {
  const { faults, duringRecovery, repair, stragglers } = scenario;
  const all = faults.reduce((sum, fault) => sum + longestOf(fault, stragglers.repair.median), 0);
  const parts = (faults.length + 1) * repair.partLeadTime;
  // A fault that was put off strikes when training resumes, and costs another recovery.
  const rounds = duringRecovery === 'queue' ? faults.length : 1;
  return all + parts + rounds * settleBound(scenario);
}

function longestOf(fault: TimedFault, slowRepair: Seconds): Seconds {
  switch (fault.what) {
    case 'node':
      return typeof fault.repair === 'number' ? fault.repair : (fault.repair?.median ?? 0);
    case 'domain':
      return fault.repair;
    case 'corruption':
      return fault.latency + fault.repair;
    case 'slow':
      return fault.duration + slowRepair;
    case 'drain':
      return fault.nodes.length * fault.duration;
    case 'bandwidth':
    case 'doubt':
      return fault.duration;
    default:
      return 0;
  }
}

/** s by which the last late message arrives. */
export function longestDelay(messages: readonly MessageFault[]): Seconds {
  return messages.reduce((longest, fault) => {
    if (fault.what === 'lost') return longest;
    return Math.max(longest, fault.what === 'late' ? fault.late : fault.again);
  }, 0);
}
