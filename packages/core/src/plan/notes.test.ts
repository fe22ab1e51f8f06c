import { describe, expect, it } from 'vitest';
import { planSitePower } from './index.ts';
import { exampleText, factoryOf, planOf, wrongNotes } from './notes.fixture.ts';

const EXAMPLES = ['gigafactory-of-compute', 'llama3-405b', 'one-pod'];

/** Every number of a plan with its path, but for ranges and the topology, which belong to the figures beside them. */
function* figuresOf(tree: unknown, path: string): Generator<[string, number]> {
  if (typeof tree === 'number') yield [path, tree];
  if (typeof tree !== 'object' || tree === null) return;
  for (const [key, value] of Object.entries(tree)) {
    if (path === '' && (key === 'notes' || key === 'format')) continue;
    if (path === 'fabric' && key === 'topology') continue;
    if (/^requirements\.\d+$/.test(path) && (key === 'range' || key === 'line')) continue;
    yield* figuresOf(value, path ? `${path}.${key}` : key);
  }
}

describe('wrongNotes', () => {
  const leaf = { label: 'a', kind: 'given', value: 2, unit: 'GB' } as const;
  const notes = (formula: string, value: number, unit: string) => ({
    a: { id: 'a', ...leaf },
    b: { id: 'b', label: 'b', kind: 'derived', formula, value, unit, inputs: { a: 'a' } } as const,
  });

  it.each([
    ['a wrong value', notes('2 * a', 5, 'GB')],
    ['no number', notes('a / 0 * 0', 4, 'GB')],
    ['a wrong dimension', notes('2 * a', 4, 's')],
    ['a name without a note', notes('2 * c', 4, 'GB')],
    ['no formula at all', notes('2 *', 4, 'GB')],
  ])('finds %s', (_, of) => {
    expect(wrongNotes(of).map(([id]) => id)).toEqual(['b']);
  });

  it('accepts what agrees', () => {
    expect(wrongNotes(notes('2 * a', 4, 'MB'))).toEqual([]);
  });
});

describe('names of the user that no formula can hold', () => {
  const named = exampleText('one-pod')
    .replaceAll('delivery', 'to--site')
    .replaceAll('installation', 'install-')
    .replaceAll('pretrain', 'run--1-')
    .replace('training.run--1-.duration', 'dates.ready')
    .replace('atMost: 90 d', 'atMost: 2027-01-01');
  const factory = factoryOf(named);
  const plan = planOf(factory);

  it('are planned and explained like others', () => {
    const plain = planOf(factoryOf(exampleText('one-pod')));
    expect(plan.dates!.ready).toBe(plain.dates!.ready);
    expect(plan.training['run--1-']!.cost).toBe(plain.training['pretrain']!.cost);
    expect(wrongNotes(plan.notes)).toEqual([]);
    expect(plan.notes['dates.tasks.install-.end']!.inputs).toEqual({
      begins: 'dates.tasks.install-.start',
      takes: 'factory.schedule.tasks.install-.takes',
    });
  });

  it('are no hindrance to site power', () => {
    const { notes } = planSitePower(factory, plan, 'run--1-');
    expect(wrongNotes({ ...plan.notes, ...notes })).toEqual([]);
  });
});

describe.each(EXAMPLES)('notes of %s', (name) => {
  const plan = planOf(factoryOf(exampleText(name)));

  it('re-evaluate to their value and dimension', () => {
    expect(wrongNotes(plan.notes)).toEqual([]);
  });

  it('explain every figure of the plan, with its value', () => {
    const figures = [...figuresOf(plan, '')];
    expect(figures.length).toBeGreaterThan(50);
    const wrong = figures.filter(([path, value]) => plan.notes[path]?.value !== value);
    expect(wrong).toEqual([]);
  });

  it('say for every leaf where it comes from', () => {
    const mute = Object.values(plan.notes).filter(
      ({ kind, sources, reason, at, formula }) =>
        formula === undefined && !sources?.length && !reason && !(kind === 'given' && at),
    );
    expect(mute.map(({ id }) => id)).toEqual([]);
  });
});
