import { dispatch } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { applyEvent, CORDONED, FAILED, fleetAtStart, replicaCode, runNames } from './fleet.ts';

const files = import.meta.glob<string>('../../../../../../examples/one-pod.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const [onePod = ''] = Object.values(files);

/** A pod in which something happens every hour, so that few days hold every kind of event. */
const HARD_TIMES = {
  'hazards.domains': 'on',
  'hazards.slowNodes': '0.2/node-day',
  'operations.nodeRepairTime': '2 d',
  'resilience.warmStandbys': '2',
};

function liveUnder(recovery: string) {
  const edits = { ...HARD_TIMES, 'resilience.recovery': recovery };
  const answer = dispatch('replay', { text: onePod, edits, seed: 3, days: 60 });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

describe('a life of the core, played back', () => {
  it.each(['spare', 'repair'])('has the whole gang at work again under "%s"', (recovery) => {
    const trace = liveUnder(recovery);
    const fleet = fleetAtStart(trace);
    const names = runNames(trace);
    let starts = 0;
    for (const event of trace.events) {
      applyEvent(fleet, event, names);
      if (event.kind !== 'restarted') continue;
      starts++;
      expect(fleet.holder.filter((seat) => seat === 1).length).toBe(trace.runs[0]!.nodes);
      expect(fleet.lost).toEqual([]);
    }
    expect(starts).toBeGreaterThan(2);
    // Nobody is at work and out of service at once.
    fleet.holder.forEach((seat, node) => {
      if (seat > 0) expect(fleet.condition[node]! & CORDONED).toBe(0);
    });
    const failed = fleet.condition.filter((bits) => bits & FAILED).length;
    expect(failed).toBeLessThan(5);
  });

  it('knows all nodes of every lost replica, and when it is back', () => {
    const trace = liveUnder('replica');
    const fleet = fleetAtStart(trace);
    const names = runNames(trace);
    const sizes = new Set<number>();
    for (const event of trace.events) {
      applyEvent(fleet, event, names);
      if (event.kind !== 'shrunk') continue;
      const code = replicaCode(1, event.replica!);
      sizes.add(fleet.replica.filter((of, node) => of === code && fleet.holder[node] === 1).length);
    }
    // A replica that is lost has all its nodes until they are looked at.
    const size = Math.max(...sizes);
    expect(size).toBeGreaterThan(0);
    expect(trace.runs[0]!.nodes % size).toBe(0);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(size - 2);
    expect(trace.events.some(({ kind }) => kind === 'rejoining')).toBe(true);
    expect(trace.events.some(({ kind }) => kind === 'rejoined')).toBe(true);
  });
});
