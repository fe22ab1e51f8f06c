import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dispatch, OPERATIONS } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server/threads';
import { describe, expect, it } from 'vitest';
import { runMain } from './io.fixture.ts';

const ROOT = join(import.meta.dirname, '../../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const FIVE = /```yaml\n([\s\S]*?)```/.exec(README)![1]!;

const run: RunOperation = async (name, input) => dispatch(name, input);
const five = (argv: readonly string[], stdin = FIVE) =>
  runMain([argv[0]!, '-', ...argv.slice(1)], { run, stdin });

describe('the five lines of the README', () => {
  it('are five, and those of the example', () => {
    expect(FIVE.trimEnd().split('\n')).toHaveLength(5);
    expect(readFileSync(join(ROOT, 'examples/five-lines.yaml'), 'utf8')).toContain(FIVE);
  });

  it('can be planned, with what is known about the run and nothing else', async () => {
    const { code, out, err } = await five(['plan', '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const plan = JSON.parse(out);
    expect(OPERATIONS.plan.output.safeParse(plan).error).toBeUndefined();
    const { sft } = plan.training;
    expect(sft.stepTime).toBeGreaterThan(1);
    expect(sft.duration).toBeGreaterThan(sft.stepTime);
    expect(sft.memory.total).toBeLessThan(sft.memory.capacity);
    expect(sft.strategy.tp).toBeGreaterThan(0);
    for (const key of ['start', 'end', 'cost']) expect(sft).not.toHaveProperty(key);
    for (const key of ['money', 'dates']) expect(plan).not.toHaveProperty(key);
  });

  it.each(['check', 'explain', 'strategies', 'power'])('are enough for %s', async (command) => {
    const { code, out } = await five([command]);
    expect(code).toBe(0);
    expect(out).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  it('are enough for a plan in words and for the twin, without a price or a date', async () => {
    const plan = await five(['plan']);
    const twin = await five(['twin', '--days', '2', '--lives', '3']);
    for (const { code, out } of [plan, twin]) {
      expect(code).toBe(0);
      expect(out).not.toMatch(/NaN|undefined|null|\$\d|\b20\d\d-\d\d-\d\d/);
    }
    // A run of hours is told in hours, by the plan and by both duration rows of the twin.
    expect(plan.out).toMatch(/\n {2}time +[\d.]+ h/);
    expect(twin.out).toMatch(/\n {2}duration of the run( +| to )[\d.]+ h/);
    expect(twin.out).toMatch(/\n {2}duration +[\d.]+ h;/);
    expect(twin.out).toMatch(/The run is over after [\d.]+ h on average: .* not of 2 d\./s);
    const json = await five(['twin', '--json', '--days', '2', '--lives', '3']);
    const { cpuSeconds: _, ...answer } = JSON.parse(json.out);
    expect(OPERATIONS.twin.output.safeParse(answer).error).toBeUndefined();
    for (const key of ['endDate', 'costOfLost']) expect(answer).not.toHaveProperty(key);
  });

  it('have money and dates as soon as they mention them', async () => {
    const more = `${FIVE}site: { pue: 1.3 }\nschedule: { start: 2027-01-04 }\n`;
    const { training, money, dates } = JSON.parse((await five(['plan', '--json'], more)).out);
    expect(money.capex.total).toBeGreaterThan(1e6);
    expect(training.sft.cost).toBeGreaterThan(0);
    expect(training.sft.end).toBeGreaterThan(dates.ready);
  });

  it.each(['storage: { cost: 1 MUSD }', 'money: {}', 'site: {}'])(
    'take money with %s',
    async (line) => {
      const { out } = await five(['plan', '--json'], `${FIVE}${line}\n`);
      expect(JSON.parse(out)).toHaveProperty('money');
    },
  );

  it('have money once the hardware has a price', async () => {
    const priced = FIVE.replace(
      'gpu: h100-sxm',
      'gpu: h100-sxm, switch: { use: qm9700, price: $9000 }',
    );
    expect(JSON.parse((await five(['plan', '--json'], priced)).out)).toHaveProperty('money');
  });

  it.each([
    ['money.capex.total', 'hardware.node'],
    ['training.sft.cost', 'hardware.node'],
    ['training.sft.end', 'schedule:'],
  ])('tell what to add for %s', async (path, remedy) => {
    const explained = await five(['explain', path]);
    expect(explained.code).toBe(2);
    expect(explained.err).toContain(remedy);
    const claim = `requirements: [{ claim: c, quantity: ${path}, atMost: 1 }]\n`;
    const checked = await five(['check'], FIVE + claim);
    expect(checked.code).toBe(2);
    expect(checked.err).toContain(remedy);
  });

  it('cannot be optimised by cost, but can by time', async () => {
    const bought = await five(['optimise', '--over', 'spares', '--lives', '2', '--days', '1']);
    expect(bought.code).toBe(2);
    expect(bought.err).toContain('hardware.node');
    const argv = ['optimise', '--over', 'recovery', '--lives', '2', '--days', '1', '--json'];
    const { code, out } = await five(argv);
    expect(code).toBe(0);
    for (const policy of JSON.parse(out).policies) expect(policy).not.toHaveProperty('cost');
  });
});
