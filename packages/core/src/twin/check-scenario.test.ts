import { describe, expect, it } from 'vitest';
import { checkScenario, liveOnce, simulate, type TimedFault, type TwinScenario } from './index.ts';
import { cause, constant, QUIET, STEADY } from './scenario.fixture.ts';

/** A scenario with something of everything. */
const FULL: TwinScenario = {
  ...QUIET,
  causes: [cause(1e-9), cause(1e-9, constant(60))],
  domains: [{ kind: 'rack', cause: 'Rack', rate: 0, repair: constant(1), bandwidthLeft: 0.5 }],
  runs: [
    {
      ...STEADY,
      jobHazards: [{ name: 'NCCL', ratePerSecond: 0, detection: 'hang' }],
      checkpoint: { writeTime: 1, bytes: 1, memory: { interval: 10, writeTime: 0 } },
    },
  ],
  faults: [
    { what: 'node', at: 1, node: 1, cause: 'GPU', detection: 'crash', repair: 5 },
    { what: 'domain', at: 1, domain: { kind: 'rack', index: 0 }, cause: 'Rack', repair: 5 },
    { what: 'slow', at: 1, node: 2, cause: 'Slow', factor: 2, duration: 5 },
    {
      what: 'bandwidth',
      at: 1,
      domain: { kind: 'spine', index: 0 },
      cause: 'Spine',
      share: 0.5,
      duration: 5,
    },
    { what: 'corruption', at: 1, node: 3, cause: 'SDC', latency: 5, repair: 5 },
    { what: 'person', at: 1, run: 'steady', cause: 'code' },
    { what: 'drain', at: 1, nodes: [4, 9], cause: 'firmware', duration: 5 },
  ],
};

/** The scenario with one field, named by its path, changed. */
function spoilt(path: string, value: unknown): TwinScenario {
  const copy = structuredClone(FULL) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  let place: Record<string, unknown> = copy;
  for (const key of keys.slice(0, -1)) {
    expect(place).toHaveProperty(key);
    place = place[key] as Record<string, unknown>;
  }
  place[keys.at(-1)!] = value;
  return copy as unknown as TwinScenario;
}

const NAN = Number.NaN;
const NEVER = Number.POSITIVE_INFINITY;
const TIMES = [-1, NAN, NEVER, 4e9];
const RATES = [-1e-9, NAN, NEVER, 1.5];
const SHARES = [-0.1, 1.1, NAN];
const COUNTS = [0, -1, 1.5, NAN, 2 ** 31];
const DURATIONS = [
  constant(-1),
  constant(NAN),
  { median: 1, sigma: -1 },
  { median: 1, sigma: NAN },
  { median: 1, sigma: 11 },
];

const BAD: Readonly<Record<string, readonly unknown[]>> = {
  'topology.nodes': COUNTS,
  'topology.size.rack': COUNTS,
  'topology.size.hall': COUNTS,
  gpusPerNode: COUNTS,
  horizon: [0, -1, NAN, NEVER, 4e9],
  age: TIMES,
  ratesSeenFor: [0, -1, NAN, NEVER],
  'fleet.maxCordonShare': SHARES,
  'fleet.warmStandbys': [-1, 0.5, NAN],
  'fleet.sweepInterval': [0, -1, NAN],
  'causes.1.ratePerNodeSecond': RATES,
  'causes.1.shape': [0, -1, NAN, 11],
  'causes.1.repair': DURATIONS,
  'lemons.share': SHARES,
  'lemons.factor': [0.5, NAN, NEVER],
  'domains.0.rate': RATES,
  'domains.0.repair': DURATIONS,
  'domains.0.bandwidthLeft': [-0.1, 1, NAN],
  'repair.crews': [0, -1, NAN],
  'repair.parts': [-1, NAN],
  'repair.partLeadTime': TIMES,
  storageBandwidth: [0, -1, NAN],
  'stragglers.rate': RATES,
  'stragglers.factor': [0.5, NAN, 1001],
  'stragglers.duration': DURATIONS,
  'stragglers.repair': DURATIONS,
  'stragglers.flapStall': SHARES,
  'stragglers.heatShare': [-0.1, 1, NAN],
  'stragglers.imbalanceShare': [-0.1, 1, NAN],
  'corruption.rate': RATES,
  'corruption.latency': DURATIONS,
  'corruption.repair': DURATIONS,
  'corruption.recall': SHARES,
  monitorTime: DURATIONS,
  'runs.0.spec.run': [''],
  'runs.0.spec.replicas': COUNTS,
  'runs.0.spec.nodesPerReplica': COUNTS,
  'runs.0.spec.minReplicas': [...COUNTS, 2],
  'runs.0.spec.priority': [NAN, NEVER],
  'runs.0.spec.policy.probeInterval': [0, -1, NAN, NEVER],
  'runs.0.spec.policy.watchInterval': [0, -1, NAN, NEVER],
  'runs.0.spec.policy.confirmTimeout': [0, -1, NAN, NEVER],
  'runs.0.spec.policy.diagnosisWindow': [0, -1, NAN, NEVER],
  'runs.0.spec.policy.growAfter': [0, -1, NAN, NEVER],
  'runs.0.spec.policy.stragglerPatience': [0, -1, NAN, NEVER],
  'runs.0.spec.policy.stragglerThreshold': [0, 0.9, NAN],
  'runs.0.spec.policy.hangTimeout': TIMES,
  'runs.0.spec.policy.crashLoopAttempts': [0, NAN],
  'runs.0.spec.policy.checkpoint.interval': [0, 1e-7, NAN, NEVER],
  'runs.0.work': [0, -1, NAN, NEVER],
  'runs.0.start': [-1, NAN, NEVER, FULL.horizon],
  'runs.0.personRate': RATES,
  'runs.0.maintenanceRate': RATES,
  'runs.0.maintenance': DURATIONS,
  'runs.0.checkpoint.writeTime': TIMES,
  'runs.0.checkpoint.bytes': [-1, NAN, NEVER],
  'faults.0.at': TIMES,
  'faults.0.node': [-1, 0.5, 12, NAN],
  'faults.0.repair': [...TIMES, ...DURATIONS],
  'faults.1.domain': [
    { kind: 'rack', index: 1 },
    { kind: 'rack', index: -1 },
    { kind: 'rack', index: 0.5 },
  ],
  'faults.1.repair': TIMES,
  'faults.2.factor': [0.5, NAN, 1001],
  'faults.2.duration': TIMES,
  'faults.3.share': [0, -1, 1.1, NAN],
  'faults.4.latency': TIMES,
  'faults.5.run': ['other', ''],
  'faults.6.nodes': [[12], [0, -1], [0.5]],
  'faults.6.duration': TIMES,
};
for (const name of Object.keys(STEADY.times)) {
  Object.assign(BAD, { [`runs.0.times.${name}`]: DURATIONS });
}

/** Fields whose problem is told for the whole that they are part of. */
const INSIDE: readonly (readonly [field: string, values: readonly unknown[], told: string])[] = [
  ['runs', [[], [STEADY, STEADY]], 'runs'],
  ['causes', [[cause(0), cause(0)]], 'causes'],
  ['runs.0.spec.nodesPerReplica', [13], 'runs.0.spec'],
  ['runs.0.checkpoint.memory', [{ interval: 0, writeTime: 0 }], 'runs.0.checkpoint.memory'],
  ['runs.0.checkpoint.memory.writeTime', [-1, NAN], 'runs.0.checkpoint.memory'],
  ['runs.0.jobHazards.0.ratePerSecond', RATES, 'runs.0.jobHazards'],
  ['runs.0.step.computeShare', SHARES, 'runs.0.step'],
  ['runs.0.step.networkShare', SHARES, 'runs.0.step'],
  ['runs.0.step.stages', COUNTS, 'runs.0.step'],
  ['runs.0.step.microBatches', COUNTS, 'runs.0.step'],
  ['runs.0.step.modelChunks', COUNTS, 'runs.0.step'],
];

describe('checkScenario', () => {
  it('lets a scenario with something of everything pass, as it is', () => {
    expect(checkScenario(FULL)).toEqual({ ok: true, value: FULL });
    expect(liveOnce(FULL, 1, 0).runs).toHaveLength(1);
  });

  const rows = [
    ...Object.entries(BAD).map(([path, values]) => [path, values, path] as const),
    ...INSIDE,
  ];
  it.each(rows)('refuses a %s of %j and says so', (path, values, told) => {
    for (const value of values) {
      const checked = checkScenario(spoilt(path, value));
      expect(checked, `${path} = ${JSON.stringify(value)}`).toMatchObject({
        ok: false,
        problems: [{ code: 'twin.scenario', path: told }],
      });
      if (!checked.ok)
        expect(checked.problems[0]!.message).toContain(checked.problems[0]!.expected);
    }
  });

  it.each(['young', 'adaptive'] as const)('refuses a bad %s checkpoint policy', (kind) => {
    const path = 'runs.0.spec.policy.checkpoint';
    const policy = { kind, writeTime: 10, meanTime: 1000 };
    expect(checkScenario(spoilt(path, policy)).ok).toBe(true);
    for (const [field, value] of [
      ['writeTime', 0],
      ['writeTime', NAN],
      ['meanTime', 0],
      ['meanTime', NAN],
    ] as const) {
      const checked = checkScenario(spoilt(path, { ...policy, [field]: value }));
      expect(checked).toMatchObject({ ok: false, problems: [{ path: `${path}.${field}` }] });
    }
  });

  it('refuses more runs than can be told apart', () => {
    const topology = { ...QUIET.topology, nodes: 8 };
    const runs = Array.from({ length: 1001 }, (_, index) => ({
      ...STEADY,
      spec: { ...STEADY.spec, run: `run ${index}` },
    }));
    expect(checkScenario({ ...QUIET, topology, runs }).ok).toBe(false);
    expect(checkScenario({ ...QUIET, topology, runs: runs.slice(1) }).ok).toBe(true);
  });

  it('keeps what it refuses from being lived', () => {
    const faults: TimedFault[] = [{ what: 'person', at: 1, run: 'nobody', cause: 'code' }];
    expect(() => simulate({ ...QUIET, faults }, 1, 2)).toThrow(RangeError);
    expect(() => liveOnce({ ...QUIET, horizon: 0 }, 1, 0)).toThrow('horizon');
    expect(() => simulate(QUIET, 1, 1)).toThrow('at least two');
  });
});
