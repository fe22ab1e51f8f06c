import { beforeAll, describe, expect, it } from 'vitest';
import { editFactory, readFactory } from '../../factory/index.ts';
import { largestRamp } from '../../model/index.ts';
import { planSitePower, type SitePower } from '../index.ts';
import { exampleText, factoryOf, planOf, wrongNotes } from '../notes.fixture.ts';

const POD = exampleText('one-pod');
const factory = factoryOf(POD);
const plan = planOf(factory);
const run = 'pretrain';

function trace(seconds?: number, of = { factory, plan }): SitePower {
  return planSitePower(of.factory, of.plan, run, seconds);
}

function limited(rampLimit: string): typeof factory {
  return factoryOf(POD, { 'site.rampLimit': rampLimit });
}

describe('site.rampLimit', () => {
  it.each([
    ['10', 'quantity.syntax'],
    ['10 MW', 'quantity.dimension'],
    ['0 MW/min', 'quantity.limits'],
    ['-1 MW/s', 'quantity.limits'],
    ['1e-300 W/s', 'quantity.limits'],
    ['999 W/min', 'quantity.limits'],
    ['1e12 MW/s', 'quantity.limits'],
  ])('is refused if it is %s', (rampLimit, code) => {
    const edited = editFactory(POD, { 'site.rampLimit': rampLimit });
    const read = edited.ok ? readFactory(edited.value) : edited;
    expect(read).toMatchObject({ ok: false, problems: [{ code, path: 'site.rampLimit' }] });
  });

  it('gives finite figures from one end of what it may be to the other', () => {
    for (const limit of ['1 kW/min', '1 MW/min', '1 GW/s', '1e9 MW/min']) {
      const traced = planSitePower(limited(limit), plan, run, 30);
      const numbers = JSON.stringify(traced, (_, value) =>
        typeof value === 'number' && !Number.isFinite(value) ? 'not finite' : value,
      );
      expect(numbers).not.toContain('not finite');
      expect(traced.safe.energy).toBeLessThan(1e17);
      expect(traced.safe.energy).toBeGreaterThanOrEqual(0);
    }
  });

  it('says nothing of what a factory costs', () => {
    const bare = 'gigafactory: 1\nhardware: {gpu: h100-sxm}\nfleet: {gpus: 64}\n';
    expect(factoryOf(bare, { 'site.rampLimit': '1 MW/min' }).money).toBeUndefined();
    expect(factoryOf(bare, { 'site.pue': '1.2' }).money).toBeDefined();
  });
});

describe('planSitePower', () => {
  it('tells the whole story by default', () => {
    const { stretches, site, seconds } = trace();
    const phases = stretches.map(({ phase }) => phase);
    const story = ['train', 'checkpoint', 'train', 'hang', 'idle', 'restart', 'train'];
    expect(phases.slice(0, 7)).toEqual(story);
    expect(site).toHaveLength(seconds * 10);
    const short = trace(20);
    expect(short.stretches).toEqual([{ phase: 'train', start: 0, duration: 20 }]);
    expect(short.site).toHaveLength(200);
  });

  it('spends on the way from failure to training what the plan says', () => {
    const { stretches } = trace();
    const down = stretches.filter(({ phase }) => ['hang', 'idle', 'restart'].includes(phase));
    const sum = down.reduce((total, { duration }) => total + duration, 0);
    expect(sum).toBeCloseTo(plan.training[run]!.recoveryTime, 6);
    expect(down[0]?.duration).toBeCloseTo(factory.operations.detectTime.value, 6);
  });

  it('gives a step the time and the energy of its parts', () => {
    const { step, notes } = trace();
    const { stepTime, step: parts } = plan.training[run]!;
    const time = step.reduce((sum, { duration }) => sum + duration, 0);
    expect(time).toBeCloseTo(stepTime, 9);
    const at = (id: string): number => notes[`sitePower.${run}.${id}`]!.value;
    const working = at('fixed') + at('variable') * at('level.work');
    const others = parts.bubble + parts.dataParallel + parts.optimizer;
    const rest = stepTime - parts.overhead - others;
    const expected =
      working * rest +
      at('power.wait') * parts.bubble +
      at('power.communicate') * parts.dataParallel +
      at('power.optimizer') * parts.optimizer;
    const energy = step.reduce(
      (sum, { duration, from, to }) => sum + (duration * (from + to)) / 2,
      0,
    );
    expect(energy / stepTime).toBeCloseTo(expected / (stepTime - parts.overhead), 0);
  });

  it('stays below the power that the plan says is drawn in training', () => {
    const { most, least, notes } = trace();
    expect(most).toBeLessThan(plan.power.training);
    expect(least).toBeGreaterThan(notes[`sitePower.${run}.fixed`]!.value);
  });

  it('explains every figure, rightly', () => {
    const of = limited('50 kW/s');
    const own = planOf(of);
    const traced = trace(undefined, { factory: of, plan: own });
    expect(traced.rampLimit).toBe(50e3);
    expect(wrongNotes({ ...own.notes, ...traced.notes })).toEqual([]);
    const { average, least, most, swing, ramp, minuteRamp, smallest, safe } = traced;
    const explained: Record<string, number> = {
      ...{ average, least, most, swing, 'ramp.rate': ramp.rate },
      ...{ 'minuteRamp.rate': minuteRamp.rate, 'smallest.energy': smallest.energy },
      ...{ 'smallest.power': smallest.power, 'safe.energy': safe.energy, 'safe.power': safe.power },
    };
    for (const [name, value] of Object.entries(explained)) {
      expect(traced.notes[`sitePower.${run}.${name}`]?.value, name).toBe(value);
    }
  });

  it('keeps both grids within the limit', () => {
    const of = { factory: limited('50 kW/s'), plan };
    const { smallestGrid, safeGrid, site, interval, ramp } = trace(undefined, of);
    expect(ramp).toEqual(largestRamp(Float64Array.from(site), interval));
    expect(ramp.rate).toBeGreaterThan(50e3);
    for (const grid of [smallestGrid, safeGrid]) {
      expect(largestRamp(Float64Array.from(grid), interval).rate).toBeLessThanOrEqual(50_001);
    }
  });
});

describe('planSitePower of odd factories', () => {
  let odd: { factory: typeof factory; plan: typeof plan };

  beforeAll(() => {
    const edited = factoryOf(POD, {
      'runs.pretrain.globalBatch': '120',
      'hardware.node': '{use: dgx-h100, power: 4 kW}',
      'operations.checkpointInterval': '1 min',
    });
    odd = { factory: edited, plan: planOf(edited) };
  });

  it('holds GPUs back where a node draws less than they could', () => {
    const { notes } = trace(undefined, odd);
    expect(notes[`sitePower.${run}.gpu`]?.value).toBe(500);
    expect(notes[`sitePower.${run}.rest`]?.value).toBe(0);
  });

  it('writes further checkpoints as often as planned', () => {
    const { stretches } = trace(2000, odd);
    expect(stretches.filter(({ phase }) => phase === 'checkpoint').length).toBeGreaterThan(10);
  });
});
