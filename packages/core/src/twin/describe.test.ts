import { describe, expect, it } from 'vitest';
import { describeCalm, describeStrike } from './describe.ts';
import type { Fault } from './fault.ts';

const rack = { kind: 'rack', index: 3 } as const;
const FAULTS: readonly (readonly [Fault, string])[] = [
  [
    { what: 'node', node: 7, cause: 'Faulty GPU', detection: 'crash' },
    'Faulty GPU on node 7: it interrupts run.',
  ],
  [
    { what: 'domain', domain: rack, cause: 'Rack power', repair: 1 },
    'Rack 3 goes down (Rack power) with 2 nodes: it interrupts run.',
  ],
  [{ what: 'job', run: 'run', cause: 'NCCL', detection: 'hang' }, 'NCCL: it interrupts run.'],
  [
    { what: 'slow', node: 7, cause: 'Slow node', factor: 2, duration: 1 },
    'Node 7 computes 2 times slower.',
  ],
  [
    { what: 'bandwidth', domain: rack, cause: 'Spine', share: 0.875, duration: 1 },
    'Rack 3: Spine; 88 % of the bandwidth is left.',
  ],
  [
    { what: 'corruption', node: 7, cause: 'Silent data corruption', latency: 1, repair: 1 },
    'Silent data corruption, of node 7, is noticed: it interrupts run.',
  ],
  [
    { what: 'person', run: 'run', cause: 'other code' },
    'A person wants run restarted: other code.',
  ],
  [
    { what: 'drain', nodes: [1, 2], cause: 'firmware', duration: 1 },
    '2 nodes are to be drained: firmware.',
  ],
  [{ what: 'maintenance', run: 'run', cause: 'work' }, 'Maintenance of run falls due.'],
];

describe('describeStrike', () => {
  it.each(FAULTS)('says of %j: %s', (fault, text) => {
    expect(
      describeStrike({ fault, run: 'run', endedAttempt: true, breaks: true, nodes: [6, 7] }),
    ).toBe(text);
  });

  it('says whether anything was interrupted', () => {
    const [fault] = FAULTS[0]!;
    const strike = { fault, endedAttempt: false, breaks: true, nodes: [7] };
    expect(describeStrike({ ...strike, run: undefined })).toBe('Faulty GPU on free node 7.');
    expect(describeStrike({ ...strike, run: 'run' })).toBe(
      'Faulty GPU on node 7: run was not training.',
    );
  });
});

describe('describeCalm', () => {
  it.each([
    ['slow', 'Node 7 is as fast as the others again.'],
    ['domain', 'Rack 3 is back.'],
    ['bandwidth', 'Rack 3 has all of its bandwidth again.'],
  ])('says what is over: %s', (what, text) => {
    expect(describeCalm(FAULTS.find(([fault]) => fault.what === what)![0])).toBe(text);
  });
});
