import { describe, expect, it } from 'vitest';
import {
  commandsLine,
  endLine,
  eventLine,
  headerLine,
  readJournal,
} from '../../control/journal/index.ts';
import type { SupervisorEvent } from '../../control/protocol/index.ts';
import { QUIET, replicated } from '../scenario.fixture.ts';
import { faultsOf } from './faults.ts';

const RUN = replicated(3, 1, { recovery: 'replica' });
const SCENARIO = { ...QUIET, runs: [RUN] };
const FENCE = { run: RUN.spec.run, attempt: 1, epoch: 2 };
const KILLED = { cause: 'killed by SIGKILL', nodes: [] };

/** The faults behind events of a real run of three replicas, each of a node. */
function faultsBehind(...events: readonly SupervisorEvent[]) {
  const { topology, fleet, horizon } = SCENARIO;
  const runs = [{ ...RUN.spec, kind: RUN.kind, work: RUN.work }];
  const lines = [
    headerLine({ seed: 1, horizon, mode: 'act', topology, fleet, runs }),
    ...events.flatMap((event) => [eventLine(event), commandsLine([])]),
    endLine(100e6),
  ];
  const read = readJournal(lines.join(''));
  if (!read.ok) throw new Error(read.problems[0]!.message);
  return faultsOf(read.value, SCENARIO).faults;
}

const failed = (at: number): SupervisorEvent => {
  return { ...FENCE, at, kind: 'observed', health: 'failed', replica: 1, diagnosis: KILLED };
};
const diagnosed = (at: number): SupervisorEvent => {
  return { ...FENCE, at, kind: 'replicaDiagnosed', replica: 1, answers: 3, diagnosis: KILLED };
};
const back = (at: number): SupervisorEvent => {
  return { ...FENCE, at, kind: 'rejoined', replica: 1, answers: 4 };
};

describe('faultsOf', () => {
  it('counts the failure of a replica once, though its cause is told twice', () => {
    expect(faultsBehind(failed(10e6), diagnosed(11e6))).toHaveLength(1);
    expect(faultsBehind(failed(10e6), diagnosed(11e6), back(20e6), failed(30e6))).toHaveLength(2);
  });

  it('strikes a node of the replica, whatever the engine calls the cause', () => {
    const [fault] = faultsBehind(failed(10e6), diagnosed(11e6));
    expect(fault).toMatchObject({ what: 'node', node: 1, cause: 'killed by SIGKILL' });
    expect(fault).not.toHaveProperty('repair');
  });

  it('strikes the whole run where no replica is named', () => {
    const event = { ...FENCE, at: 10e6, kind: 'observed', health: 'failed' } as const;
    const [fault] = faultsBehind({ ...event, diagnosis: KILLED });
    expect(fault).toMatchObject({ what: 'job', run: RUN.spec.run });
  });
});
