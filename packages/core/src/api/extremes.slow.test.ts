import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dispatch, inputSchema, OPERATIONS, type OperationName } from './index.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const POD = example('one-pod');

/** The other fields, so that an operation has all it needs and little to do. */
const BESIDE: Readonly<Partial<Record<OperationName, object>>> = {
  strategies: { launch: 'megatron' },
  search: { part: 0, parts: 64 },
  twin: { days: 2, lives: 2 },
  lives: { days: 2, from: 0, before: 1 },
  optimise: { days: 2, lives: 2, over: ['recovery'] },
  record: { days: 2 },
  replay: { days: 2 },
};

/** The numbers of lives: the greatest allowed would take minutes. */
const COUNTS_LIVES = new Set(['lives', 'from', 'before']);

interface Field {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

const NUMBERS = (Object.keys(OPERATIONS) as OperationName[]).flatMap((name) => {
  const { properties = {} } = inputSchema(name) as { properties?: Record<string, Field> };
  return Object.entries(properties).flatMap(([field, schema]) =>
    schema.type === 'number' || schema.type === 'integer' ? [{ name, field, schema }] : [],
  );
});

/** Values at and beyond the limits of a field. */
function extremes(field: string, { minimum = 0, maximum = 1e308 }: Field): number[] {
  const most = COUNTS_LIVES.has(field) ? [] : [maximum];
  const ends = [minimum, minimum - 1, maximum * 2, ...most];
  return [...ends, 0, -0, -1, 5e-324, 1e-300, 1e-9, 0.5, 1, 1e300, Number.MAX_VALUE];
}

function notFinite(tree: unknown, path = ''): string[] {
  if (typeof tree === 'number') return Number.isFinite(tree) ? [] : [`${path} = ${tree}`];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => notFinite(value, `${path}.${key}`));
}

describe('numbers of requests', () => {
  it('are found', () => {
    const found = NUMBERS.map(({ name, field }) => `${name}.${field}`);
    expect(found).toEqual(
      expect.arrayContaining(['twin.days', 'power.seconds', 'strategies.rank']),
    );
  });

  it.each(NUMBERS)(
    'give finite figures or a problem, however large or small: $name $field',
    (number) => {
      const { name, field, schema } = number;
      for (const value of extremes(field, schema)) {
        const input = { text: POD, ...BESIDE[name], [field]: value };
        const answer = dispatch(name, input as never);
        const what = `${name} with ${field} ${value}`;
        if (answer.ok) expect(notFinite(answer.value), what).toEqual([]);
        else expect(answer.problems[0]?.message, what).toMatch(/\S/);
      }
    },
  );
});
