import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editFactory, readFactory } from '../../factory/index.ts';
import { HAZARDS } from '../../facts/index.ts';
import { planFactory } from '../../plan/index.ts';
import type { TimedFault } from '../../twin/index.ts';
import { scenarioOf } from './scenario.ts';

const DAY = 86_400;
const example = (name: string) =>
  readFileSync(new URL(`../../../../../examples/${name}.yaml`, import.meta.url), 'utf8');

type Edits = Readonly<Record<string, string>>;

function planned(edits: Edits, text: string) {
  const edited = editFactory(text, edits);
  if (!edited.ok) throw new Error(JSON.stringify(edited.problems));
  const read = readFactory(edited.value);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const plan = planFactory(read.value);
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  return { factory: read.value, plan: plan.value };
}

const LLAMA = 'llama3-405b';

function scenario(edits: Edits = {}, days?: number, faults: readonly TimedFault[] = []) {
  const { factory, plan } = planned(edits, example(LLAMA));
  const made = scenarioOf(factory, plan, { run: LLAMA, days, faults });
  if (!made.ok) throw new Error(JSON.stringify(made.problems[0]!));
  const life = made.value;
  return { factory, plan, planned: plan.training[LLAMA]!, life, run: life.runs[0]! };
}

/** Failures of nodes per node and s, lemons included. */
function rateOf({ causes, lemons }: ReturnType<typeof scenario>['life']): number {
  const healthy = causes.reduce((sum, { ratePerNodeSecond }) => sum + ratePerNodeSecond, 0);
  return healthy * (1 + lemons.share * (lemons.factor - 1));
}

/** 419 interruptions of 2,048 nodes in 54 days, 6 of them silent corruption (arXiv:2407.21783, table 5). */
const PER_NODE = 1 / (2048 * 54 * DAY);

describe('scenarioOf', () => {
  it('lives the plan: its nodes, work and checkpoints, for 54 days', () => {
    const { life, run, planned: plan } = scenario();
    expect(life.topology.nodes).toBe(3072);
    expect(life.gpusPerNode).toBe(8);
    expect(life.horizon).toBe(54 * DAY);
    expect(run).toMatchObject({ kind: 'train', start: 0, work: plan.idealDuration });
    expect(run.spec.replicas * run.spec.nodesPerReplica).toBe(2048);
    expect(run.checkpoint.writeTime).toBe(plan.checkpoint.writeTime);
    expect(run.checkpoint).not.toHaveProperty('memory');
    // Young's, from the plan's write time and its time to interruption.
    expect(run.spec.policy.checkpoint).toEqual({
      kind: 'young',
      writeTime: plan.checkpoint.writeTime,
      meanTime: plan.meanTimeToInterruption,
    });
  });

  it('takes the interval of the file where it gives one', () => {
    const { run } = scenario({ 'operations.checkpointInterval': '20 min' });
    expect(run.spec.policy.checkpoint).toEqual({ kind: 'fixed', interval: 1200 });
    const adaptive = scenario({ 'resilience.checkpoints': 'adaptive' }).run;
    expect(adaptive.spec.policy.checkpoint.kind).toBe('adaptive');
  });

  it('weighs checkpoints only against failures that cost work', () => {
    // 6 silent corruptions in 54 days of 2,048 nodes.
    const often = (54 * DAY) / 6;
    for (const edits of [
      { 'resilience.recovery': 'replica' },
      { 'resilience.memoryInterval': '1 min' },
    ]) {
      const { checkpoint } = scenario(edits).run.spec.policy;
      expect(checkpoint.kind === 'young' && checkpoint.meanTime).toBeCloseTo(often, 3);
    }
    // Drives go with their nodes: 324 of 419 failures needed a node or a link repaired, 6 of them silent.
    const local = scenario({ 'resilience.memoryInterval': '1 min', 'resilience.copies': 'local' });
    const ofDrives = local.run.spec.policy.checkpoint;
    expect(ofDrives.kind === 'young' && ofDrives.meanTime).toBeCloseTo((54 * DAY) / 324, 3);
    // The node's share of the checkpoint at 28 GB/s.
    expect(local.run.checkpoint.memory).toMatchObject({ interval: 60, where: 'local' });
    const size = local.planned.checkpoint.size / local.planned.nodes;
    expect(local.run.checkpoint.memory?.writeTime).toBeCloseTo(size / 28e9, 9);
    const never = scenario({ 'resilience.memoryInterval': '1 min', reliability: 'rsc1-2024' });
    expect(never.run.spec.policy.checkpoint).toEqual({ kind: 'fixed', interval: DAY });
  });

  it('takes days and faults when they are given', () => {
    const faults: TimedFault[] = [{ what: 'maintenance', at: DAY, run: LLAMA, cause: 'firmware' }];
    const { life } = scenario({}, 54, faults);
    expect([life.horizon, life.faults]).toEqual([54 * DAY, faults]);
  });

  it('refuses faults of what is not there', () => {
    const { factory, plan } = planned({}, example(LLAMA));
    const refusal = (fault: TimedFault) =>
      scenarioOf(factory, plan, { run: LLAMA, days: 1, faults: [fault] });
    const crash = { what: 'node', at: 1, cause: 'GPU', detection: 'crash' } as const;
    expect(refusal({ ...crash, node: 3071 }).ok).toBe(true);
    expect(refusal({ ...crash, node: 3072 })).toMatchObject({
      ok: false,
      problems: [{ code: 'twin.scenario', path: 'faults.0.node' }],
    });
    expect(refusal({ what: 'person', at: 1, run: 'web', cause: 'code' })).toMatchObject({
      problems: [{ path: 'faults.0.run' }],
    });
  });

  it('refuses a life of more than a century', () => {
    const { factory, plan } = planned({}, example(LLAMA));
    const made = scenarioOf(factory, plan, { run: LLAMA, days: 40_000 });
    expect(made).toMatchObject({
      ok: false,
      problems: [{ code: 'twin.scenario', path: 'horizon' }],
    });
    expect(scenarioOf(factory, plan, { run: LLAMA, days: 54 }).ok).toBe(true);
  });
});

describe('what goes wrong', () => {
  it('is what the file says: causes of nodes, and corruption', () => {
    const { life, factory } = scenario();
    expect(life.causes).toHaveLength(factory.reliability.causes.length - 1);
    expect(rateOf(life) / (413 * PER_NODE)).toBeCloseTo(1, 9);
    // Of ten corrupting nodes seven are found the first time; all are noticed six times in the end.
    expect(life.corruption.rate / (0.7 * 6 * PER_NODE)).toBeCloseTo(1, 9);
    const blind = scenario({ 'hazards.corruptionRecall': '0.1' }).life.corruption;
    expect(blind).toMatchObject({ recall: 0.1, rate: life.corruption.rate });
    expect(life.causes.find(({ name }) => name.startsWith('NCCL'))?.detection).toBe('hang');
    expect([life.domains, life.faults, life.stragglers.rate]).toEqual([[], [], 0]);
    expect(life.duringRecovery).toBe('restart');
  });

  it('fails as often as the file says where it changes the rate of its profile', () => {
    const sumOf = (edits: Readonly<Record<string, string>>) => {
      const { life } = scenario(edits);
      const causes = life.causes.reduce((sum, cause) => sum + cause.ratePerNodeSecond, 0);
      return causes + life.corruption.rate / HAZARDS.corruption.recall.value;
    };
    const changed = sumOf({ reliability: '{ use: llama3-2024, rate: 0.1 /node-day }' });
    expect(changed * 86_400).toBeCloseTo(0.1, 10);
    expect(sumOf({}) * 86_400).toBeCloseTo(419 / 110_592, 10);
  });

  it('takes a node, a link, or nothing to repair, in the time of the file', () => {
    const { life } = scenario({
      'operations.nodeRepairTime': '40 h',
      'operations.linkRepairTime': '3 h',
    });
    const causeOf = (name: string) => life.causes.find((cause) => cause.name === name);
    const fixed = (hours: number) => ({ median: hours * 3600, sigma: 0 });
    expect(causeOf('Faulty GPU')).toMatchObject({ repair: fixed(40), replacesPart: true });
    expect(causeOf('Network switch or cable')).toMatchObject({
      repair: fixed(3),
      replacesPart: false,
    });
    expect(causeOf('Software bug')).not.toHaveProperty('repair');
    const spread = scenario({ 'hazards.repairSigma': 'lanl-2006' }).life;
    expect(spread.causes[0]?.repair?.sigma).toBeGreaterThan(0.5);
  });

  it('spares software the ageing of parts', () => {
    const { life } = scenario({ 'hazards.shape': '0.7' });
    for (const { component, shape } of life.causes)
      expect(shape).toBe(component === 'job' ? 1 : 0.7);
  });

  it('lets lemons fail on top of the published rate', () => {
    const { life } = scenario({ 'hazards.lemonShare': '2 %', 'hazards.lemonFactor': '50' });
    expect(life.lemons).toEqual({ share: 0.02, factor: 50 });
    expect(rateOf(life) / (413 * PER_NODE)).toBeCloseTo(1 + 0.02 * 49, 9);
    expect(life.causes[0]!.ratePerNodeSecond).toBeCloseTo(148 * PER_NODE, 15);
  });

  it.each(['off', 'on'])(
    'expects no fewer failures of more or worse lemons, domains %s',
    (domains) => {
      const expected = (share: number, factor: number) =>
        rateOf(
          scenario({
            'hazards.domains': domains,
            'hazards.lemonShare': `${share} %`,
            'hazards.lemonFactor': String(factor),
          }).life,
        );
      const rates = [expected(0, 1), expected(0, 200), expected(1, 200), expected(20, 200)];
      expect(rates[1]).toBe(rates[0]);
      expect(rates).toEqual(rates.toSorted((a, b) => a - b));
      expect(expected(1, 100)).toBeLessThan(rates[2]!);
    },
  );

  it('fails domains and links as such, and then no network once more with nodes', () => {
    const { life } = scenario({ 'hazards.domains': 'on' });
    expect(life.causes.map(({ name }) => name)).not.toContain('Network switch or cable');
    expect(new Set(life.domains.map(({ kind }) => kind))).toEqual(
      new Set(['rack', 'leaf', 'spine', 'cooling', 'hall']),
    );
    for (const { rate, kind, bandwidthLeft } of life.domains) {
      expect(rate).toBeGreaterThan(0);
      if (kind === 'spine') expect(bandwidthLeft).toBeGreaterThan(0);
      else expect(bandwidthLeft).toBe(0);
    }
    const names = [
      ...life.domains.map(({ cause }) => cause),
      ...life.causes.map(({ name }) => name),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(life.stragglers.flapStall).toBeGreaterThan(0);
    expect(scenario().life.stragglers.flapStall).toBe(0);
  });

  it('puts racks, cooling units and halls where the file has them', () => {
    const { life } = scenario({ 'hazards.halls': '4', 'hazards.racksPerCoolingUnit': '10' });
    expect(life.topology.size).toMatchObject({ rack: 2, cooling: 20, hall: 768 });
    expect(life.topology.size.leaf).toBeLessThan(life.topology.size.spine);
  });

  it('fails the job itself where the profile has it, and people in proportion', () => {
    expect(scenario().run.jobHazards[0]?.ratePerSecond).toBe(0);
    const { run, factory } = scenario({
      reliability: 'rsc1-2024',
      'hazards.personStops': 'byterobust-2025',
    });
    expect(run.jobHazards[0]?.ratePerSecond).toBeCloseTo(0.0919 / 3600, 12);
    const failures = factory.reliability.rate.value * 2048;
    expect(run.personRate / failures).toBeCloseTo(0.209, 9);
  });

  it('limits repairs to the technicians and parts of the file', () => {
    expect(scenario().life.repair).toMatchObject({ crews: Number.POSITIVE_INFINITY });
    const { life } = scenario({
      'hazards.technicians': '3',
      'hazards.spareParts': '0',
      'hazards.partLeadTime': '2 weeks',
    });
    expect(life.repair).toEqual({ crews: 3, parts: 0, partLeadTime: 14 * DAY });
  });
});

describe('recovery', () => {
  const sum = ({ times }: ReturnType<typeof scenario>['run']) =>
    times.detectCrash.median +
    times.diagnose.median +
    times.spareSwap.median +
    times.restart.median;

  it('takes the time of the file: detection, and the rest as restart', () => {
    const { factory, run } = scenario();
    expect(sum(run)).toBe(factory.operations.recoveryTime.value);
    expect(run.times.detectCrash.median).toBe(factory.operations.detectTime.value);
  });

  it.each(['spare', 'replica'])('by %s never gets shorter with a longer detection', (how) => {
    const { factory, plan } = planned({ 'resilience.recovery': how }, example(LLAMA));
    /** After a crash, after a hang and after a planned stop, where restarts take so many times their median. */
    const ways = (recovery: number, detect: number, times: number) => {
      const { operations } = factory;
      const made = scenarioOf(
        {
          ...factory,
          operations: {
            ...operations,
            recoveryTime: { ...operations.recoveryTime, value: recovery },
            detectTime: { ...operations.detectTime, value: detect },
          },
        },
        plan,
        { run: LLAMA, days: 1 },
      );
      if (!made.ok) throw new Error(JSON.stringify(made.problems));
      const run = made.value.runs[0]!;
      const { restart, shrink, rejoin, spareSwap, detectCrash } = run.times;
      const whole =
        how === 'replica' ? shrink.median + times * rejoin.median : times * restart.median;
      const after = spareSwap.median + Math.max(0, whole - run.headStart!);
      const hang = run.spec.policy.hangTimeout + spareSwap.median + whole;
      return { crash: detectCrash.median + after, hang, planned: times * restart.median };
    };
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 36_000, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 2, maxLength: 2 }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (recovery, shares, times) => {
          const [short, long] = shares.sort((a, b) => a - b).map((share) => share * recovery);
          const [quick, slow] = [ways(recovery, short!, times), ways(recovery, long!, times)];
          expect(slow.crash).toBeGreaterThanOrEqual(quick.crash - 1e-6);
          expect(slow.hang).toBe(quick.hang);
          expect(slow.planned).toBe(quick.planned);
          if (times === 1 && how === 'spare') expect(slow.crash).toBeCloseTo(recovery, 6);
        },
      ),
      {
        examples: [
          [600, [0.1, 0.999], 1],
          [600, [0, 0.5], 1],
          [30, [0.1, 0.9], 1],
        ],
      },
    );
  });

  it('is as long with warm standbys in all but the scheduling that they shorten', () => {
    const { factory, run, life } = scenario({ 'resilience.warmStandbys': '8' });
    expect(sum(run)).toBe(factory.operations.recoveryTime.value);
    expect(life.fleet.warmStandbys).toBe(8);
    expect(run.times.spareSwap.median / run.times.warmSwap.median).toBeCloseTo(10.87, 9);
  });

  it('by replica stalls the others and brings the lost one back in the same whole time', () => {
    const { factory, run } = scenario({ 'resilience.recovery': 'replica' });
    const { detectCrash, shrink, rejoin } = run.times;
    expect(run.spec.policy.recovery).toBe('replica');
    expect(detectCrash.median + shrink.median).toBe(180);
    expect(detectCrash.median + shrink.median + rejoin.median).toBe(
      factory.operations.recoveryTime.value,
    );
  });

  it('divides a run into as many replicas as its data parallelism and nodes allow', () => {
    // 16,384 GPUs by 8 x 16: 128 ways of data parallelism on 2,048 nodes.
    expect(scenario().run.spec).toMatchObject({ replicas: 8, nodesPerReplica: 256 });
    const { spec } = scenario({ 'resilience.replicas': '100' }).run;
    expect(spec).toMatchObject({ replicas: 64, nodesPerReplica: 32, minReplicas: 32 });
    const whole = scenario({ 'resilience.leastReplicas': '100 %' }).run.spec;
    expect(whole.minReplicas).toBe(whole.replicas);
    expect(scenario({ 'resilience.leastReplicas': '0' }).run.spec.minReplicas).toBe(1);
  });

  it('grows back once a missing replica has cost as much as a restart', () => {
    const { run } = scenario();
    expect(run.spec.policy.growAfter).toBe(8 * 60 * 8);
  });

  it('copies to memory as often as the file says', () => {
    const { run } = scenario({ 'resilience.memoryInterval': '30 s' });
    expect(run.checkpoint.memory?.interval).toBe(30);
    expect(run.checkpoint.memory?.writeTime).toBeGreaterThan(0);
  });
});

describe('spares', () => {
  it('trim the fleet to what the runs need and these', () => {
    expect(scenario({ 'resilience.spares': '24' }).life.topology.nodes).toBe(2072);
    expect(scenario({ 'resilience.spares': '1024' }).life.topology.nodes).toBe(3072);
  });

  it('cannot be more than the fleet has left', () => {
    const { factory, plan } = planned({ 'resilience.spares': '1025' }, example(LLAMA));
    const made = scenarioOf(factory, plan, { run: LLAMA });
    expect(made).toMatchObject({
      ok: false,
      problems: [{ code: 'resilience.spares', path: 'resilience.spares' }],
    });
    if (!made.ok) expect(made.problems[0]!.at).toBeDefined();
  });
});

describe('several runs and services', () => {
  const TEXT = `${example('one-pod')
    .replace('gpus: 1016', 'gpus: 2032')
    .replace(
      'runs:\n',
      'runs:\n  second:\n    model: llama-3-70b\n    gpus: 512\n    sequenceLength: 8192\n    globalBatch: 512\n    tokens: 1T tokens\n    priority: 5\n',
    )}
services:
  chat:
    gpus: 96
    gpusPerReplica: 16
    priority: 9
`;
  const { factory, plan } = planned({}, TEXT);
  const live = (beside: readonly string[]) => {
    const made = scenarioOf(factory, plan, { run: 'pretrain', beside, days: 10 });
    if (!made.ok) throw new Error(JSON.stringify(made.problems[0]!));
    return made.value.runs;
  };

  it('live side by side: the run asked for first, services always', () => {
    const names = (beside: readonly string[]) => live(beside).map(({ spec }) => spec.run);
    expect(names([])).toEqual(['pretrain', 'chat']);
    expect(names(['second', 'pretrain'])).toEqual(['pretrain', 'second', 'chat']);
    expect(live(['second']).map(({ spec }) => spec.priority)).toEqual([0, 5, 9]);
  });

  it('serve on whole nodes, whose replicas do not wait for each other', () => {
    const service = live([]).at(-1)!;
    expect(service.kind).toBe('serve');
    expect(service.spec).toMatchObject({ replicas: 6, nodesPerReplica: 2, minReplicas: 1 });
    expect(service.spec.policy.recovery).toBe('replica');
    expect([service.checkpoint.writeTime, service.personRate, service.jobHazards]).toEqual([
      0,
      0,
      [],
    ]);
  });
});
