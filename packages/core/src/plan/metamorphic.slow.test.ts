import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Document, parse, parseDocument, visit } from 'yaml';
import { editFactory, readFactory } from '../factory/index.ts';
import { type Plan, planFactory } from './index.ts';
import { exampleText } from './notes.fixture.ts';

/** Relations that hold between the plans of files that differ in one thing. */

const NAMES = ['one-pod', 'llama3-405b', 'train-and-serve'] as const;
const EXAMPLES = NAMES.map((name) => ({ name, text: exampleText(name) }));

type Edits = Readonly<Record<string, string>>;

function planOf(text: string, edits: Edits = {}): Plan {
  const edited = editFactory(text, edits);
  const read = edited.ok ? readFactory(edited.value) : edited;
  const planned = read.ok ? planFactory(read.value) : read;
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  return planned.value;
}

/** The plan without positions in the file, with its keys in order. */
function figuresOf(plan: object): unknown {
  return JSON.parse(
    JSON.stringify(plan, (key, value) => {
      if (['at', 'line', 'column', 'why'].includes(key)) return undefined;
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    }),
  );
}

const noteOf = ({ notes }: Plan, path: string): number => notes[`factory.${path}`]!.value;

describe.each(EXAMPLES)('the plan of $name', ({ text }) => {
  const base = planOf(text);

  it('has a larger peak, more power and no fewer switches with more GPUs, at the same step', () => {
    let before = base;
    for (const nodes of [1, 3, 8, 40, 200]) {
      const gpus = base.fleet.gpus + nodes * base.fleet.gpusPerNode;
      const plan = planOf(text, { 'fleet.gpus': String(gpus) });
      expect(plan.fleet.peakFlops).toBeGreaterThan(before.fleet.peakFlops);
      expect(plan.power.facility).toBeGreaterThanOrEqual(before.power.facility);
      expect(plan.fabric.switches).toBeGreaterThanOrEqual(before.fabric.switches);
      for (const [run, { stepTime }] of Object.entries(base.training)) {
        expect(plan.training[run]!.stepTime).toBe(stepTime);
      }
      before = plan;
    }
  });

  it.each([
    ['hardware.gpu.bf16', 1e12, 'TFLOP/s', [1, 1.1, 2, 4]],
    ['hardware.gpu.memoryBandwidth', 1e12, 'TB/s', [1, 1.1, 2, 4]],
    ['hardware.gpu.nvlinkBandwidth', 1e9, 'GB/s', [1, 1.1, 2, 4]],
    // No faster than the links that it is plugged into.
    ['hardware.node.nicSpeed', 1.25e8, 'Gb/s', [0.25, 0.5, 1]],
  ] as const)('has no slower step with a faster %s', (path, si, unit, ladder) => {
    const value = noteOf(base, path);
    const plans = ladder.map((times) =>
      planOf(text, { [path]: `${(value * times) / si} ${unit}` }),
    );
    for (const run of Object.keys(base.training)) {
      for (let index = 1; index < plans.length; index++) {
        const [slow, fast] = [plans[index - 1]!, plans[index]!].map((plan) => plan.training[run]!);
        expect(fast!.stepTime).toBeLessThanOrEqual(slow!.stepTime * (1 + 1e-12));
      }
    }
  });

  it('pays k times as much for electricity at k times the price, and changes nothing physical', () => {
    const price = noteOf(base, 'site.electricityPrice') * 3.6e6;
    for (const times of [0.5, 2, 10]) {
      const plan = planOf(text, { 'site.electricityPrice': `${price * times} USD/kWh` });
      const ratio = plan.money!.opex.electricity / base.money!.opex.electricity;
      expect(ratio).toBeCloseTo(times, 9);
      expect(figuresOf({ ...plan, ...UNPAID })).toEqual(figuresOf({ ...base, ...UNPAID }));
    }
  });

  it('has the facility power of the IT power times the PUE', () => {
    for (const pue of [1, 1.1, 1.5, 2]) {
      const { facility, it: ofIt } = planOf(text, { 'site.pue': String(pue) }).power;
      expect(facility / (ofIt * pue)).toBeCloseTo(1, 12);
    }
  });

  it('has no better goodput with a longer recovery or a slower checkpoint', () => {
    const write = noteOf(base, 'storage.system.write') / 1e9;
    const ladders: readonly Edits[][] = [
      [2, 5, 20, 240].map((minutes) => ({ 'operations.recoveryTime': `${minutes} min` })),
      [3, 1, 0.1, 0.01].map((times) => ({ 'storage.system.write': `${write * times} GB/s` })),
    ];
    for (const ladder of ladders) {
      const plans = ladder.map((edits) => planOf(text, edits));
      for (const run of Object.keys(base.training)) {
        const goodput = plans.map(({ training }) => training[run]!.goodput);
        expect(goodput).toEqual(goodput.toSorted((a, b) => b - a));
      }
    }
  });

  it('is the same for keys in any order', () => {
    const shuffled = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(shuffled, (draws) => {
        const document = parseDocument(text);
        visit(document, {
          Map(_, node) {
            const order = new Map(node.items.map((item) => [item, draws.next().value as number]));
            node.items.sort((a, b) => order.get(a)! - order.get(b)!);
          },
        });
        expect(inAnyOrder(planOf(document.toString({ lineWidth: 0 })))).toEqual(inAnyOrder(base));
      }),
      { numRuns: 4 },
    );
  });

  it.each([
    ['Windows line ends', (of: string) => of.replaceAll('\n', '\r\n')],
    ['a byte order mark', (of: string) => `\ufeff${of}`],
    ['both', (of: string) => `\ufeff${of.replaceAll('\n', '\r\n')}`],
    ['no last line end', (of: string) => of.trimEnd()],
    ['JSON', (of: string) => JSON.stringify(parse(of))],
    [
      'braces instead of indents',
      (of: string) => new Document(parse(of), { flow: true }).toString(),
    ],
  ])('is the same with %s', (_, write) => {
    expect(figuresOf(planOf(write(text)))).toEqual(figuresOf(base));
  });

  it('is that of the edited file where it is edited on the way', () => {
    const run = Object.keys(base.training)[0]!;
    for (const [path, value] of [
      ['site.pue', '1.31'],
      ['operations.recoveryTime', '7 min'],
      ['name', 'Ω'],
      ['references.added', '5 GPUs'],
      [`runs.${run}.tokens`, '3T tokens'],
    ] as const) {
      const once = editFactory(text, { [path]: value });
      if (!once.ok) throw new Error(JSON.stringify(once.problems));
      expect(editFactory(once.value, { [path]: value })).toEqual(once);
      expect(figuresOf(planOf(once.value))).toEqual(figuresOf(planOf(text, { [path]: value })));
    }
  });
});

/** What prices change. */
const UNPAID = { money: undefined, notes: {}, requirements: [], training: {} };

/** Some lists of names follow the order of the file, and so may the requirements' sums in their last bits. */
function inAnyOrder(plan: Plan): unknown {
  const { power, fabric, money, dates, reliability, fleet, training } = plan;
  return figuresOf({
    power,
    fabric,
    money,
    dates,
    reliability,
    fleet,
    training,
  });
}

describe('units', () => {
  it.each([
    ['hardware.node.nicSpeed', ['400 Gb/s', '50 GB/s', '0.4 Tb/s', '400Gb/s', '50e9 B/s']],
    ['hardware.gpu.tdp', ['700 W', '0.7 kW', '700W', '0.0007 MW']],
    ['operations.recoveryTime', ['10 min', '600 s', '600000 ms', '10 minutes', '600 seconds']],
    ['site.electricityPrice', ['0.08 USD/kWh', '$0.08/kWh', '80 USD/MWh', '$80/MWh']],
    ['fleet.gpus', ['2032', '2,032', '2032 GPUs', '2.032e3']],
  ])('of %s mean the same however they are spelt', (path, forms) => {
    const [first, ...others] = forms.map((form) =>
      inAnyOrder(planOf(exampleText('one-pod'), { [path]: form })),
    );
    for (const other of others) expect(other).toEqual(first);
  });
});
