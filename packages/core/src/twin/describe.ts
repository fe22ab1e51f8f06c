import { nameOf } from '../control/index.ts';
import type { Fault } from './fault.ts';
import type { Strike } from './watcher.ts';

/** A strike in words. */
export function describeStrike({ fault, run, endedAttempt, nodes }: Strike): string {
  const effect = effectOf(run, endedAttempt);
  switch (fault.what) {
    case 'node':
      return `${fault.cause} on ${run === undefined ? 'free ' : ''}node ${fault.node}${effect}.`;
    case 'domain':
      return `${nameOf(fault.domain)} goes down (${fault.cause}) with ${nodes.length} nodes${effect}.`;
    case 'job':
      return `${fault.cause}${effect}.`;
    case 'slow':
      return `Node ${fault.node} computes ${fault.factor} times slower.`;
    case 'bandwidth':
      return `${nameOf(fault.domain)}: ${fault.cause}; ${Math.round(100 * fault.share)} % of the bandwidth is left.`;
    case 'corruption':
      return `${fault.cause}, of node ${fault.node}, is noticed${effect}.`;
    case 'doubt':
      return `The health of ${fault.run} is unknown: ${fault.cause}.`;
    case 'drain':
      return `${fault.nodes.length} nodes are to be drained: ${fault.cause}.`;
    case 'person':
      return `A person wants ${fault.run} restarted: ${fault.cause}.`;
    case 'maintenance':
      return `Maintenance of ${fault.run} falls due.`;
  }
}

function effectOf(run: string | undefined, endedAttempt: boolean): string {
  if (run === undefined) return '';
  return endedAttempt ? `: it interrupts ${run}` : `: ${run} was not training`;
}

/** The end of a fault that passes by itself, in words. */
export function describeCalm(fault: Fault): string {
  if (fault.what === 'slow') return `Node ${fault.node} is as fast as the others again.`;
  if (fault.what === 'domain') return `${nameOf(fault.domain)} is back.`;
  if (fault.what === 'bandwidth') return `${nameOf(fault.domain)} has all of its bandwidth again.`;
  if (fault.what === 'doubt') return `The health of ${fault.run} is known again.`;
  return 'It is over.';
}
