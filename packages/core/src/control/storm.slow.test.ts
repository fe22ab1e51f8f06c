import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_S, type RandomStream } from '../base/index.ts';

import { isOver, type SupervisorState } from './index.ts';
import { configOf, policyOf, type Setting, settings, TOPOLOGY } from './lives.fixture.ts';
import { nodesOf } from './pool.ts';
import { Plant } from './storm.fixture.ts';

/*
 * Days in which nodes and leaves fail, work is planned, and words get lost both ways; then days of calm.
 * A supervisor that forgot something, or waits for a word that never comes, is still stuck after them.
 */

const STORM = 6 * DAY_S;
const CALM = 12 * DAY_S;

function rage(plant: Plant, random: RandomStream): void {
  const is = (chance: number) => random.next() < chance;
  const node = random.integer(TOPOLOGY.nodes);
  const { run } = plant.state.config.runs[random.integer(3)]!;
  if (is(0.02)) plant.engine.breakNode(node);
  if (is(0.004)) {
    const kind = is(0.7) ? 'leaf' : 'spine';
    const index = random.integer(kind === 'leaf' ? 5 : 3);
    const isDown = plant.state.pool.down.length > 0;
    if (!isDown) plant.engine.breakDomain({ kind, index }, random.uniform(600, 40_000));
  }
  if (is(0.01)) plant.engine.crash(run);
  if (is(0.004)) plant.engine.tell({ kind: 'drainDue', nodes: [node], reason: 'firmware' });
  if (is(0.003)) plant.engine.tell({ kind: 'maintenanceDue' }, run);
  if (is(0.003)) plant.engine.tell({ kind: 'restartDue', reason: 'new data' }, run);
  if (is(0.01))
    plant.engine.tell({ kind: 'slowed', slowdown: is(0.8) ? 1.4 : 1, nodes: [node] }, run);
  if (is(0.002)) {
    const diagnosis = { cause: 'corruption', nodes: [node] };
    plant.engine.tell({ kind: 'corrupted', cleanWork: 1000, diagnosis }, run);
  }
}

function weather(setting: Setting, seed: number): Plant {
  const plant = new Plant(patient(setting), seed);
  plant.liveUntil(STORM, rage);
  plant.isStormy = false;
  for (let day = 1; day * DAY_S <= CALM; day++) {
    // Where nothing may be cordoned, nothing is repaired automatically: that is a person's work.
    if (setting.maxCordonShare === 0)
      plant.engine.repairByHand(plant.state.pool.out.map(({ node }) => node));
    plant.liveUntil(STORM + day * DAY_S);
  }
  return plant;
}

/** A run that is given up is not stuck, but it would hide that others are. */
function patient(setting: Setting) {
  const config = configOf('act', setting);
  const runs = config.runs.map((spec) => {
    const policy = policyOf(spec.policy.recovery);
    return { ...spec, policy: { ...policy, retryBudgets: {}, crashLoopAttempts: 1e9 } };
  });
  return { ...config, runs };
}

describe('after days of failures and lost words', () => {
  it('every run trains again on all of its nodes, and nothing is left out', () => {
    fc.assert(
      fc.property(settings, fc.nat(), (setting, seed) => {
        const plant = weather(setting, seed);
        expect(plant.faults).toEqual([]);
        expect(stuck(plant.state)).toEqual([]);
        for (const { spec, index } of plant.state.runs) {
          expect(plant.engine.isWell(spec.run)).toBe(true);
          expect(plant.engine.membersOf(spec.run)).toEqual(nodesOf(plant.state.pool, index));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('a run that a person ended in the middle of it has given its nodes back', () => {
    fc.assert(
      fc.property(settings, fc.nat(), fc.nat(2), (setting, seed, which) => {
        const plant = new Plant(patient(setting), seed);
        plant.liveUntil(STORM / 2, rage);
        const { run } = plant.state.config.runs[which]!;
        plant.engine.tell({ kind: 'cancelled' }, run);
        plant.liveUntil(STORM, rage);
        plant.isStormy = false;
        if (setting.maxCordonShare === 0)
          plant.engine.repairByHand(plant.state.pool.out.map(({ node }) => node));
        plant.liveUntil(STORM + CALM);
        expect(plant.state.runs[which]?.phase).toBe('finished');
        expect(nodesOf(plant.state.pool, which)).toEqual([]);
        expect(plant.engine.membersOf(run)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});

/** What is not as it should be, in words. */
function stuck({ runs, pool }: SupervisorState): string[] {
  const wrong = runs
    .filter((run) => !isOver(run))
    .filter((run) => run.phase !== 'running' || run.replicas < run.spec.replicas)
    .map(({ spec, phase, replicas }) => `${spec.run} is ${phase} with ${replicas} replicas`);
  const lost = runs.filter((run) => run.lost.length + run.missing > 0);
  return [
    ...wrong,
    ...lost.map(({ spec }) => `${spec.run} lacks nodes`),
    ...pool.out.map(({ node, state }) => `node ${node} is ${state}`),
    ...pool.down.map(({ kind, index }) => `${kind} ${index} is down`),
    ...pool.reserved.map(({ node }) => `node ${node} is reserved`),
  ];
}
