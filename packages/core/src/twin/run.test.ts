import { describe, expect, it } from 'vitest';
import { liveOnce, type TimedFault, type TwinRun, type TwinScenario } from './index.ts';
import { LOSS_CAUSES } from './result.ts';
import { constant, DAY, QUIET, replicated, runWith, STEADY } from './scenario.fixture.ts';

/** What one life came to for its first run, in s; every life accounts for all of its time. */
function livedBy(scenario: TwinScenario) {
  const life = liveOnce(scenario, 1, 0);
  for (const { account, elapsed } of life.runs) {
    const lost = LOSS_CAUSES.reduce((sum, cause) => sum + account.lost[cause], 0);
    expect(account.useful + lost).toBe(elapsed);
  }
  const { account, ...rest } = life.runs[0]!;
  const lost = Object.fromEntries(
    Object.entries(account.lost).flatMap(([cause, us]) => (us > 0 ? [[cause, us / 1e6]] : [])),
  );
  return { ...rest, useful: account.useful / 1e6, lost, fleet: life.fleet };
}

const scenarioOf = (run: TwinRun, change: Partial<TwinScenario> = {}): TwinScenario => ({
  ...QUIET,
  runs: [run],
  ...change,
});

const crash = (at: number, node = 0): TimedFault => ({
  what: 'node',
  at,
  node,
  cause: 'Software bug',
  detection: 'crash',
});
const breakdown = (at: number, node: number, repair: number): TimedFault => ({
  ...crash(at, node),
  what: 'node',
  node,
  cause: 'Faulty GPU',
  detection: 'crash',
  repair,
});

describe('a run to which nothing happens', () => {
  it('loses nothing', () => {
    expect(livedBy(QUIET)).toMatchObject({ outcome: 'running', useful: 10 * DAY, lost: {} });
  });

  it('ends after its work and its checkpoints', () => {
    const run = runWith({ work: 1500, checkpoint: { writeTime: 10, bytes: 0 } });
    expect(livedBy(scenarioOf(run))).toMatchObject({
      outcome: 'finished',
      elapsed: 1530e6,
      useful: 1500,
      lost: { checkpoint: 30 },
    });
  });

  it('begins when it is asked for', () => {
    const run = runWith({ start: 4 * DAY });
    expect(livedBy(scenarioOf(run))).toMatchObject({ elapsed: 6 * DAY * 1e6, useful: 6 * DAY });
  });
});

describe('a run that is interrupted', () => {
  const times = { detectCrash: constant(60), diagnose: constant(30), restart: constant(400) };
  const run = runWith({ checkpoint: { writeTime: 10, bytes: 0 } }, {}, times);

  it('loses detection, restart and what is newer than the last checkpoint', () => {
    // Started at 400 s; checkpoints 610 s apart.
    const { lost, interruptions } = livedBy(scenarioOf(run, { faults: [crash(5000)] }));
    const sinceCheckpoint = (5000 - 400) % 610;
    expect(lost).toMatchObject({ detect: 90, restart: 800, rework: sinceCheckpoint });
    expect(interruptions).toEqual({ 'Software bug': 1 });
  });

  it('loses only what is newer than the last copy in memory', () => {
    const memory = { interval: 100, writeTime: 0 };
    const copying = { ...run, checkpoint: { ...run.checkpoint, memory } };
    const { lost } = livedBy(scenarioOf(copying, { faults: [crash(5000)] }));
    expect(lost['rework']).toBe(((5000 - 400) % 610) % 100);
    // Place 4 holds the copy of place 0.
    const after = (one: TimedFault, other: TimedFault) =>
      livedBy(scenarioOf(copying, { faults: [one, other] })).lost['rework'];
    const [all, newest] = [(5000 - 400) % 610, ((5000 - 400) % 610) % 100];
    expect(after(breakdown(5000, 0, 60), breakdown(5001, 4, 60))).toBe(all);
    expect(after(breakdown(5000, 0, 60), breakdown(5001, 3, 60))).toBe(newest);
    expect(after(crash(5000, 0), crash(5001, 4))).toBe(newest);
  });

  it('keeps copies on its own drives when processes fail, and loses them with a node', () => {
    const memory = { interval: 100, writeTime: 0, where: 'local' } as const;
    const copying = { ...run, checkpoint: { ...run.checkpoint, memory } };
    const after = (fault: TimedFault) =>
      livedBy(scenarioOf(copying, { faults: [fault] })).lost['rework'];
    expect(after(crash(5000))).toBe(((5000 - 400) % 610) % 100);
    expect(after(breakdown(5000, 0, 60))).toBe((5000 - 400) % 610);
  });

  it('begins its restart again, or not, or restarts once more, as the scenario says', () => {
    const faults = [crash(5000), crash(5200)];
    const under = (duringRecovery: TwinScenario['duringRecovery']) =>
      livedBy(scenarioOf(run, { faults, duringRecovery }));
    const alone = livedBy(scenarioOf(run, { faults: [crash(5000)] }));
    // 110 s into the first restart, which is lost.
    expect(under('restart').lost).toMatchObject({ detect: 180, restart: 400 + 110 + 400 });
    expect(under('ignore')).toEqual(alone);
    const queued = under('queue');
    expect(queued.lost).toMatchObject({ detect: 180, restart: 3 * 400 });
    expect(queued.interruptions).toEqual({ 'Software bug': 2 });
  });

  it('sees a hang only after the timeout', () => {
    const hang: TimedFault = { ...crash(5000), what: 'node', node: 0, detection: 'hang' };
    expect(livedBy(scenarioOf(run, { faults: [hang] })).lost['detect']).toBe(600 + 30);
  });
});

describe('a gang that lost a node', () => {
  const faults = [breakdown(DAY, 3, 3600)];

  it('takes a spare, and the node comes back to the free ones', () => {
    const run = runWith({}, {}, { spareSwap: constant(50) });
    const { lost, fleet } = livedBy(scenarioOf(run, { faults }));
    expect(lost['waitForNodes']).toBe(50);
    expect(fleet.out).toBeCloseTo(3600 / (12 * 10 * DAY), 9);
    expect(fleet.held + fleet.spare + fleet.out).toBeCloseTo(1, 12);
  });

  it('waits for the repair without spares, and counts no node twice meanwhile', () => {
    const topology = { ...QUIET.topology, nodes: 8 };
    const { lost, fleet } = livedBy(scenarioOf(STEADY, { faults, topology }));
    expect(lost['waitForNodes']).toBe(3600);
    expect(fleet.out).toBeCloseTo(3600 / (8 * 10 * DAY), 9);
    expect(fleet.spare).toBeCloseTo(0, 9);
  });

  it('is not interrupted once more while it waits', () => {
    const topology = { ...QUIET.topology, nodes: 8 };
    const twice = [...faults, breakdown(DAY + 600, 5, 3600)];
    const { lost, interruptions } = livedBy(scenarioOf(STEADY, { faults: twice, topology }));
    expect(lost['waitForNodes']).toBe(600 + 3600);
    expect(interruptions).toEqual({ 'Faulty GPU': 1 });
  });

  it('is joined at once by a node that was kept warm', () => {
    const times = { spareSwap: constant(120), warmSwap: constant(11) };
    const fleet = { ...QUIET.fleet, warmStandbys: 1 };
    const whole = runWith({}, {}, times);
    expect(livedBy(scenarioOf(whole, { faults })).lost['waitForNodes']).toBe(120);
    expect(livedBy(scenarioOf(whole, { faults, fleet })).lost['waitForNodes']).toBe(11);
    // The lost replica of two is away for as long as its new node needs.
    const split = replicated(2, 4, { recovery: 'replica' }, times);
    expect(livedBy(scenarioOf(split, { faults })).lost['shrunk']).toBe(120 / 2);
    expect(livedBy(scenarioOf(split, { faults, fleet })).lost['shrunk']).toBe(11 / 2);
  });
});

describe('a head start', () => {
  const times = { detectCrash: constant(300), restart: constant(400), shrink: constant(120) };
  const run = { ...runWith({}, { hangTimeout: 900 }, times), headStart: 240 };

  it('shortens the restart after a crash', () => {
    const { lost } = livedBy(scenarioOf(run, { faults: [crash(DAY)] }));
    expect(lost).toMatchObject({ detect: 300, restart: 400 + 400 - 240 });
  });

  it('shortens neither that after a hang nor that after a planned stop, and no second one', () => {
    const hang: TimedFault = { ...crash(DAY), what: 'node', node: 0, detection: 'hang' };
    expect(livedBy(scenarioOf(run, { faults: [hang] })).lost).toMatchObject({ restart: 800 });
    const planned: TimedFault = { what: 'maintenance', at: DAY, run: 'steady', cause: 'work' };
    expect(livedBy(scenarioOf(run, { faults: [planned] })).lost).toMatchObject({ restart: 800 });
    const both: TimedFault[] = [crash(DAY), { ...planned, at: 2 * DAY }];
    expect(livedBy(scenarioOf(run, { faults: both })).lost['restart']).toBe(1200 - 240);
  });

  it('is no shorter than nothing, and longer where it is below 0', () => {
    const lostWith = (headStart: number) =>
      livedBy(scenarioOf({ ...run, headStart }, { faults: [crash(DAY)] })).lost['restart'];
    expect(lostWith(1e6)).toBe(400);
    expect(lostWith(-50)).toBe(400 + 450);
  });

  it('is used up by the stall first, then by bringing the replica back', () => {
    const split = replicated(4, 2, { recovery: 'replica' }, { ...times, rejoin: constant(420) });
    const lostWith = (headStart: number) =>
      livedBy(scenarioOf({ ...split, headStart }, { faults: [crash(DAY + 50)] })).lost;
    expect(lostWith(100)).toMatchObject({ restart: 400 + 20, shrunk: 420 / 4 });
    expect(lostWith(240)).toMatchObject({ restart: 400, shrunk: (420 - 120) / 4 });
  });
});

describe('replicas that recover by themselves', () => {
  const times = { detectCrash: constant(60), shrink: constant(120), rejoin: constant(420) };
  const run = replicated(4, 2, { recovery: 'replica' }, times);

  it('stall the others, then cost their own share until they are back', () => {
    const { lost } = livedBy(scenarioOf(run, { faults: [crash(DAY + 50)] }));
    expect(lost).toEqual({ detect: 60, restart: 120, shrunk: 420 / 4 });
  });

  it('fail one after the other: each stalls all', () => {
    const faults = [crash(DAY + 50, 0), crash(DAY + 150, 2)];
    const { lost, interruptions } = livedBy(scenarioOf(run, { faults, duringRecovery: 'queue' }));
    // The second waits for the others to train again, and stalls them for three minutes of its own.
    expect(lost).toMatchObject({ detect: 120, restart: 240 });
    expect(interruptions['Software bug']).toBe(2);
    // Its replica is back 180 + 180 + 420 s after the first failed, the first 180 s before: a quarter each.
    expect(lost['shrunk']).toBeCloseTo((420 - 180) / 4 + 420 / 4, 6);
  });

  it('keep the copies of those that came back', () => {
    const memory = { interval: 100, writeTime: 0 };
    const copying = { ...run, checkpoint: { writeTime: 10, bytes: 0, memory } };
    const crashJob: TimedFault = {
      what: 'job',
      at: 3 * DAY + 650,
      run: 'steady',
      cause: 'NCCL',
      detection: 'crash',
    };
    // Places 0 and 4 hold each other's copies, but fail a day apart.
    const faults = [crash(DAY, 0), crash(2 * DAY, 4), crashJob];
    expect(livedBy(scenarioOf(copying, { faults })).lost['rework']).toBeLessThanOrEqual(100);
  });

  it('start again all together when too few are left', () => {
    const spec = { ...run.spec, minReplicas: 4 };
    const { lost } = livedBy(scenarioOf({ ...run, spec }, { faults: [crash(DAY + 500)] }));
    expect(lost).toEqual({ detect: 60, rework: 500 });
  });
});

describe('a service', () => {
  const times = { restart: constant(500), rejoin: constant(500) };
  const service: TwinRun = { ...replicated(4, 2, { recovery: 'replica' }, times), kind: 'serve' };

  it('loses the share of the replicas that are away, without a stall', () => {
    const { lost } = livedBy(scenarioOf(service, { faults: [crash(DAY)] }));
    expect(lost).toEqual({ restart: 500, shrunk: 500 / 4 });
  });

  it('keeps what it served when all of it goes down', () => {
    const rack = { kind: 'rack', index: 0 } as const;
    const faults: TimedFault[] = [
      { what: 'domain', at: DAY, domain: rack, cause: 'Rack power', repair: 3600 },
    ];
    const { useful, lost } = livedBy(scenarioOf(service, { faults }));
    expect(lost).toEqual({ restart: 1000, waitForNodes: 3600 });
    expect(useful).toBe(10 * DAY - 4600);
  });
});

describe('corruption', () => {
  const faults: TimedFault[] = [
    {
      what: 'corruption',
      at: 2 * DAY + 100,
      node: 2,
      cause: 'Silent data corruption',
      latency: DAY,
      repair: 3600,
    },
  ];

  it('costs all work since the last checkpoint before it, not more', () => {
    // An earlier crash told the supervisor of a checkpoint that is older than the clean one.
    const earlier = [crash(DAY + 100), ...faults];
    for (const list of [faults, earlier]) {
      const { lost } = livedBy(scenarioOf(STEADY, { faults: list }));
      // Checkpoints fall on whole multiples of 600 s of training.
      const crashes = list.length - 1;
      const rework = (lost['rework'] ?? 0) - 100 * crashes;
      expect(rework).toBeGreaterThanOrEqual(DAY);
      expect(rework).toBeLessThanOrEqual(DAY + 600);
    }
  });

  it('costs only once a node that the diagnosis found, and again one that it did not', () => {
    const recall = (share: number) =>
      livedBy(scenarioOf(STEADY, { faults, corruption: { ...QUIET.corruption, recall: share } }))
        .interruptions['Silent data corruption'];
    expect(recall(1)).toBe(1);
    expect(recall(0)).toBeGreaterThan(2);
  });
});

describe('slow nodes', () => {
  const slow = (at: number, duration: number): TimedFault => ({
    what: 'slow',
    at,
    node: 1,
    cause: 'Slow node',
    factor: 2,
    duration,
  });

  it('slow every step while they last', () => {
    expect(livedBy(scenarioOf(STEADY, { faults: [slow(DAY, 1000)] })).lost).toEqual({
      straggle: 500,
    });
  });

  it('lose their place after a while, and are mended', () => {
    const stragglers = { ...QUIET.stragglers, repair: constant(7200) };
    const { lost, fleet } = livedBy(
      scenarioOf(STEADY, { faults: [slow(DAY, 5 * DAY)], stragglers }),
    );
    expect(lost).toEqual({ straggle: 900 });
    expect(fleet.out).toBeCloseTo(7200 / (12 * 10 * DAY), 9);
  });

  it('are slow for as long as they last, though they were mended of an earlier slowness', () => {
    const stragglers = { ...QUIET.stragglers, repair: constant(100) };
    // Replaced after 1800 s and mended; the gang of all nodes takes it back, and it is slow anew.
    const topology = { ...QUIET.topology, nodes: 9 };
    const faults = [slow(DAY, 3 * DAY), slow(2 * DAY, 3 * DAY)];
    const moved = breakdown(1.5 * DAY, 8, 60);
    const { lost } = livedBy(
      scenarioOf(STEADY, { faults: [...faults, moved], stragglers, topology }),
    );
    expect(lost['straggle']).toBe(900 + 900);
  });
});

describe('nodes that are to be drained', () => {
  it('are replaced once the run has saved, and come back after the work on them', () => {
    const faults: TimedFault[] = [
      { what: 'drain', at: DAY + 50, nodes: [1, 11], cause: 'firmware', duration: 7200 },
    ];
    const run = runWith(
      { checkpoint: { writeTime: 10, bytes: 0 } },
      {},
      { restart: constant(300), spareSwap: constant(40) },
    );
    const { lost, fleet, interruptions } = livedBy(scenarioOf(run, { faults }));
    // The first launch and one more; nothing is done again.
    expect(lost).toMatchObject({ restart: 600, waitForNodes: 40 });
    expect(lost).not.toHaveProperty('rework');
    expect(interruptions).toEqual({});
    expect(fleet.out).toBeCloseTo((2 * 7200) / (12 * 10 * DAY), 9);
  });
});

describe('storage that runs share', () => {
  it('makes checkpoints longer while others write', () => {
    const spec = { ...STEADY.spec, nodesPerReplica: 4 };
    const checkpoint = { writeTime: 100, bytes: 100e9 };
    const one = runWith({ spec, checkpoint });
    const other = { ...one, spec: { ...spec, run: 'other' } };
    const lostBy = (runs: TwinRun[], storageBandwidth: number) =>
      livedBy({ ...QUIET, runs, storageBandwidth }).lost['checkpoint']!;
    const alone = lostBy([one], 1e9);
    expect(lostBy([one, other], 2e9)).toBe(alone);
    expect(lostBy([other, one], 1e9)).toBeGreaterThanOrEqual(alone);
  });
});
