import { beforeAll, describe, expect, it } from 'vitest';
import { largestRamp } from '../../model/index.ts';
import { planSitePower, type SitePower } from '../index.ts';
import { exampleText, factoryOf, planOf, wrongNotes } from '../notes.fixture.ts';

const factory = factoryOf(exampleText('one-pod'));
const plan = planOf(factory);
const run = 'pretrain';

function trace(options = {}, of = { factory, plan }): SitePower {
  const traced = planSitePower(of.factory, of.plan, run, options);
  if (!traced.ok) throw new Error(JSON.stringify(traced.problems[0]!));
  return traced.value;
}

describe('planSitePower', () => {
  it.each([
    ['10', 'quantity.syntax'],
    ['10 MW', 'quantity.dimension'],
    ['0 MW/min', 'power.rampLimit'],
    ['-1 MW/s', 'power.rampLimit'],
    ['1e-300 W/s', 'power.rampLimit'],
    ['999 W/min', 'power.rampLimit'],
    ['1e12 MW/s', 'power.rampLimit'],
  ])('refuses a ramp limit of %s', (rampLimit, code) => {
    const traced = planSitePower(factory, plan, run, { rampLimit });
    expect(traced).toMatchObject({ ok: false, problems: [{ code, path: 'rampLimit' }] });
  });

  it('gives finite figures for every limit that it takes', () => {
    for (let power = -320; power <= 308; power += power < -8 || power > 24 ? 13 : 1) {
      const traced = planSitePower(factory, plan, run, {
        rampLimit: `1e${power} W/s`,
        seconds: 30,
      });
      if (!traced.ok) {
        expect(traced.problems[0]!.message).toMatch(/./);
        continue;
      }
      const numbers = JSON.stringify(traced.value, (_, value) =>
        typeof value === 'number' && !Number.isFinite(value) ? 'not finite' : value,
      );
      expect(numbers).not.toContain('not finite');
    }
    expect(trace({ rampLimit: '1 kW/min' }).safe.energy).toBeLessThan(1e17);
    expect(trace({ rampLimit: '1e9 MW/min' }).safe.energy).toBeGreaterThanOrEqual(0);
  });

  it('tells the whole story by default', () => {
    const { stretches, site, seconds } = trace();
    const phases = stretches.map(({ phase }) => phase);
    const story = ['train', 'checkpoint', 'train', 'hang', 'idle', 'restart', 'train'];
    expect(phases.slice(0, 7)).toEqual(story);
    expect(site).toHaveLength(seconds * 10);
    const short = trace({ seconds: 20 });
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
    const traced = trace({ rampLimit: '50 kW/s' });
    expect(wrongNotes({ ...plan.notes, ...traced.notes })).toEqual([]);
    const { average, least, most, swing, ramp, minuteRamp, smallest, safe, rampLimit } = traced;
    const explained: Record<string, number> = {
      ...{ average, least, most, swing, rampLimit, 'ramp.rate': ramp.rate },
      ...{ 'minuteRamp.rate': minuteRamp.rate, 'smallest.energy': smallest.energy },
      ...{ 'smallest.power': smallest.power, 'safe.energy': safe.energy, 'safe.power': safe.power },
    };
    for (const [name, value] of Object.entries(explained)) {
      expect(traced.notes[`sitePower.${run}.${name}`]?.value, name).toBe(value);
    }
  });

  it('keeps both grids within the limit', () => {
    const { smallestGrid, safeGrid, site, interval, ramp } = trace({ rampLimit: '50 kW/s' });
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
    const edited = factoryOf(exampleText('one-pod'), {
      'runs.pretrain.globalBatch': '120',
      'hardware.node': '{use: dgx-h100, power: 4 kW}',
      'operations.checkpointInterval': '1 min',
    });
    odd = { factory: edited, plan: planOf(edited) };
  });

  it('holds GPUs back where a node draws less than they could', () => {
    const { notes } = trace({}, odd);
    expect(notes[`sitePower.${run}.gpu`]?.value).toBe(500);
    expect(notes[`sitePower.${run}.rest`]?.value).toBe(0);
  });

  it('writes further checkpoints as often as planned', () => {
    const { stretches } = trace({ seconds: 2000 }, odd);
    expect(stretches.filter(({ phase }) => phase === 'checkpoint').length).toBeGreaterThan(10);
  });
});
