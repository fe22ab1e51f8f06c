import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DAY_S } from '../../base/index.ts';
import { planText } from '../factory-text.ts';
import { type SeekRequest, seekClaim } from './seek.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const POD = example('one-pod');
const METER = 'No more than 2 MW at the meter';
/** The pod, with a claim on its meter that fails. */
const OVER = POD.replace('atMost: 2 MW', 'atMost: 1.75 MW');

function sought(input: Partial<SeekRequest>) {
  const answer = seekClaim({ text: OVER, requirement: METER, over: 'site.pue', ...input });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

function refused(input: Partial<SeekRequest>) {
  const answer = seekClaim({ text: OVER, requirement: METER, over: 'site.pue', ...input });
  if (answer.ok) throw new Error('not refused');
  return answer.problems;
}

/** The verdict on a claim of a file with these edits. */
function verdictWith(claim: string, text: string, edits: Readonly<Record<string, string>>) {
  const planned = planText({ text, edits });
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  return planned.value.plan.requirements.find((each) => each.claim === claim)!.verdict;
}

describe('a search that cannot be made', () => {
  const TWIN = OVER.replace(
    'requirements:\n',
    'requirements:\n  - { claim: Useful, quantity: twin.pretrain.goodput, atLeast: 10 % }\n',
  );
  it.each([
    ['a claim that the file does not make', { requirement: 'No more than 3 MW' }, 'seek.claim'],
    ['words of several claims', { requirement: 'a' }, 'seek.ambiguous'],
    ['a claim on the twin', { text: TWIN, requirement: 'Useful' }, 'seek.twin'],
    ['an unknown input', { over: 'site.peu' }, 'input.unknown'],
    ['a section', { over: 'site' }, 'input.number'],
    ['a word', { over: 'site.name' }, 'input.number'],
    ['an input that is left out', { over: 'operations.checkpointInterval' }, 'input.range'],
    ['another dimension', { from: '1 MW', to: '2 MW' }, 'quantity.dimension'],
    ['no unit', { over: 'hardware.gpu.tdp', from: '500', to: '700 W' }, 'quantity.syntax'],
    ['ends in the wrong order', { from: '1.4', to: '1.1' }, 'input.span'],
    [
      'no whole node between the ends',
      { over: 'fleet.gpus', from: '1001', to: '1007' },
      'input.whole',
    ],
    ['a file that cannot be read', { text: 'gigafactory: 1' }, 'key.missing'],
  ])('says so of %s', (_what, input, code) => {
    expect(refused(input)[0]).toMatchObject({ code });
  });

  it('says which claim was probably meant, and which there are', () => {
    const [problem] = refused({ requirement: 'No more than 2 GW at the meter' });
    expect(problem).toMatchObject({ nearest: METER });
    expect(problem!.message).toContain('"Trained within three months"');
  });
});

describe('seekClaim', () => {
  it('finds the nearest value at which a claim holds, and the edit that makes it', () => {
    const answer = sought({ from: '1', to: '2' });
    expect(answer).toMatchObject({
      ...{ claim: METER, path: 'site.pue', unit: '1', holds: true },
      ...{ from: 1, to: 2, unplanned: 0, present: { verdict: 'fails' } },
    });
    expect(Object.keys(answer.edits)).toEqual(['site.pue']);
    expect(verdictWith(METER, OVER, answer.edits)).toBe('holds');
    const next = { 'site.pue': String(answer.value! + answer.step) };
    expect(verdictWith(METER, OVER, next)).not.toBe('holds');
  });

  it('takes the words that only one claim has, however they are written', () => {
    expect(sought({ requirement: 'at the METER' }).claim).toBe(METER);
  });

  it('seeks within the range of the input unless told where', () => {
    const text = OVER.replace('site:', 'site:\n  # pue').replace(
      /^( *)pue: .*$/m,
      '$1pue: { value: 1.3, range: [1.05, 1.5] }',
    );
    const answer = sought({ text });
    expect([answer.from, answer.to]).toEqual([1.05, 1.5]);
    expect(answer.assumed[0]).toContain('1.05 to 1.5');
  });

  it('says where it looked if nothing says how far an input may go', () => {
    const { from, to, assumed } = sought({ over: 'hardware.gpu.tdp' });
    expect([from, to]).toEqual([350, 1400]);
    expect(assumed[0]).toContain('between half and twice its value');
  });

  it('seeks GPUs in whole nodes, and writes in what a smaller fleet needs', () => {
    const answer = sought({ over: 'fleet.gpus' });
    expect(answer).toMatchObject({ holds: true, unit: 'GPU', step: 8 });
    expect(answer.value! % 8).toBe(0);
    expect(answer.value).toBeLessThan(960);
    expect(Object.keys(answer.edits)).toEqual(['fleet.gpus', 'runs.pretrain.gpus']);
    expect(verdictWith(METER, OVER, answer.edits)).toBe('holds');
    expect(answer.assumed.join(' ')).toContain('runs.pretrain.gpus changes too');
  });

  it('leaves a claim alone that holds already', () => {
    const answer = sought({ text: POD });
    expect(answer).toMatchObject({ holds: true, edits: {}, evaluations: 1, assumed: [] });
    expect(answer.value).toBe(answer.present.value);
  });

  it('looks no further than the quantity may go', () => {
    const answer = sought({ edits: { 'requirements.1.atMost': '1 kW', 'site.pue': '1.25' } });
    expect(answer).toMatchObject({ holds: false, from: 1, to: 2.5, unplanned: 0, nearest: 1 });
    const planned = planText({ text: OVER, edits: { 'site.pue': '1' } });
    if (!planned.ok) throw new Error('no plan');
    expect(answer.comesTo! / planned.value.plan.power.facility).toBeCloseTo(1, 12);
    expect(answer.assumed[0]).toContain('as far as that is allowed, 1 to 2.5.');
  });

  it('says that it holds nowhere, and how many values had no plan and why', () => {
    const answer = sought({ from: '0.5', to: '1.2', edits: { 'requirements.1.atMost': '1 kW' } });
    expect(answer).toMatchObject({ holds: false, value: null, edits: {} });
    expect(answer.unplanned).toBeGreaterThan(0);
    expect(answer.problems).toMatchObject([{ code: 'quantity.limits' }]);
  });

  it('seeks dates by day', () => {
    const text = POD.replace(
      'requirements:\n',
      'requirements:\n  - { claim: Early, quantity: dates.ready, atMost: 2026-06-01 }\n',
    );
    const answer = sought({ text, requirement: 'Early', over: 'schedule.start' });
    expect(answer.holds).toBe(true);
    expect(answer.value! % DAY_S).toBe(0);
    expect(verdictWith('Early', text, answer.edits)).toBe('holds');
  });
});
