import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { liveOnce, type Strike } from '../../twin/index.ts';
import { lifeOf } from '../life.ts';
import { liveTwin } from '../lives.ts';
import { type PolicyRequest, searchPolicies } from './search.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const POD = example('one-pod');
const LARGE = example('gigafactory-of-compute');

type Input = PolicyRequest;

function optimise(over: readonly string[], more: Partial<Input> = {}) {
  const answer = searchPolicies({ text: POD, days: 20, lives: 20, over, ...more });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

function problemOf(over: readonly string[], more: Partial<Input> = {}) {
  const answer = searchPolicies({ text: POD, days: 20, lives: 20, over, ...more });
  if (answer.ok) throw new Error('accepted');
  return answer.problems[0]!;
}

describe('optimise', () => {
  it('refuses what it cannot search, with what it can', () => {
    expect(problemOf([])).toMatchObject({ code: 'optimise.over' });
    expect(problemOf(['sparse'])).toMatchObject({ code: 'optimise.over', nearest: 'spares' });
    expect(problemOf(['spares'], { run: 'pretrian' })).toMatchObject({ code: 'run.unknown' });
    const all = ['checkpoint.interval', 'checkpoint.memory', 'spares', 'recovery', 'slowPatience'];
    expect(problemOf(all)).toMatchObject({ code: 'optimise.size' });
  });

  it('has the file among its policies, the best first, and all edits are of the file', () => {
    const { policies, over, objective, lives, livesInAll } = optimise(['recovery']);
    expect([over, objective]).toEqual([['recovery'], 'ettr']);
    expect(policies.map(({ settings }) => settings['recovery']).sort()).toEqual([
      'repair',
      'replica',
      'shrink',
      'spare',
    ]);
    expect(policies[0]!.standing).toBe('best');
    expect(policies.filter(({ isFile }) => isFile)).toMatchObject([{ edits: {}, lives: 20 }]);
    expect(lives).toBe(20);
    expect(livesInAll).toBe(policies.reduce((sum, policy) => sum + policy.lives, 0));
    for (const { edits, ettr } of policies) {
      const lived = liveTwin({ text: POD, days: 20, lives: 20, edits });
      if (!lived.ok) throw new Error(JSON.stringify(lived.problems));
      if (ettr.mean === lived.value.ettr.mean) continue;
      // A policy that left the race early has fewer lives behind its mean.
      expect(Math.abs(ettr.mean - lived.value.ettr.mean)).toBeLessThan(5 * ettr.sd);
    }
  });

  it('judges by cost where spares are bought, and by what it is told', () => {
    const { objective, policies } = optimise(['spares']);
    expect(objective).toBe('cost');
    const file = policies.find(({ isFile }) => isFile)!;
    // Of the seven spares one is needed now and then; the others cost.
    expect(policies[0]!.cost!.mean).toBeLessThanOrEqual(file.cost!.mean);
    expect(policies[0]!.settings['spares']).not.toBe('7 nodes');
    expect(optimise(['spares'], { objective: 'ettr' }).policies[0]!.difference.mean).toBe(0);
  });

  it('finds what is plainly better than the file, and refines the interval', () => {
    const edits = { 'operations.checkpointInterval': '6 h' };
    const { beatsFile, policies } = optimise(['checkpoint.interval'], { edits });
    const file = policies.find(({ isFile }) => isFile)!;
    expect(beatsFile).toBe(true);
    expect(file.difference.ci95[1]).toBeLessThan(0);
    expect(file.difference.p).toBeLessThanOrEqual(0.05);
    // The file, young, adaptive, four steps around it, and two rounds of refinement.
    expect(policies.length).toBeGreaterThan(7);
    for (const { settings, edits } of policies) {
      if (!/^\d/.test(settings['checkpoint.interval']!)) continue;
      const given = edits['operations.checkpointInterval'];
      if (given !== undefined) expect(given).toBe(settings['checkpoint.interval']);
    }
  });

  it('tells nothing apart that does the same', () => {
    const { alike, beatsFile, policies } = optimise(['slowPatience']);
    expect([alike, beatsFile]).toEqual([policies.length - 1, false]);
    for (const { difference } of policies) expect(difference).toMatchObject({ mean: 0, p: 1 });
  });
});

describe('two policies', () => {
  /** All faults of a life, by time, node and cause. */
  function strikesUnder(edits: Readonly<Record<string, string>>): Set<string> {
    const rough = { 'hazards.domains': 'on', 'hazards.slowNodes': 'greyhound-2025' };
    const life = lifeOf({ text: LARGE, days: 5, edits: { ...rough, ...edits } });
    if (!life.ok) throw new Error(JSON.stringify(life.problems));
    const strikes = new Set<string>();
    const strike = (now: number, { fault }: Strike) => {
      const what = 'node' in fault ? fault.node : 'domain' in fault ? fault.domain.index : '';
      strikes.add(`${now} ${fault.what} ${what} ${fault.cause}`);
    };
    liveOnce(life.value.scenario, 1, 0, { watcher: { strike } });
    return strikes;
  }
  const file = strikesUnder({});

  it.each([
    ['checkpoint interval', { 'operations.checkpointInterval': '10 min' }],
    ['recovery', { 'resilience.recovery': 'replica' }],
    ['memory copies', { 'resilience.memoryInterval': '1 min' }],
    ['spares', { 'resilience.spares': '40 nodes' }],
    ['warm standbys', { 'resilience.warmStandbys': '16 nodes' }],
  ])('that differ in %s live through the same failures', (_, edits) => {
    const other = strikesUnder(edits);
    const both = [...file].filter((strike) => other.has(strike)).length;
    expect(file.size).toBeGreaterThan(200);
    // A node that is out already, or a run that does not train, is not struck; and no run waits for
    // what strikes nodes that are not there.
    expect(both / Math.max(file.size, other.size)).toBeGreaterThan(0.96);
  });
});
