import { describe, expect, it } from 'vitest';
import { isKnown, type Known, showExact } from '../base/index.ts';
import { editFactory, readFactory } from '../factory/index.ts';
import {
  FAILURE_PROFILES,
  GPUS,
  NODES,
  OPTICS,
  RACKS,
  STACKS,
  STORAGE,
  SWITCHES,
} from '../facts/index.ts';
import { type Plan, planFactory } from './index.ts';
import { exampleText } from './notes.fixture.ts';

const RUN = 'runs.pretrain';
/** Everything that can be picked from a catalogue and changed in place. */
const PICKS: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'hardware.gpu': GPUS,
  'hardware.node': NODES,
  'hardware.rack': RACKS,
  'hardware.switch': SWITCHES,
  'hardware.nodeOptic': OPTICS,
  'hardware.switchOptic': OPTICS,
  'storage.system': STORAGE,
  reliability: FAILURE_PROFILES,
  [`${RUN}.stack`]: STACKS,
};
/** In fp8, so that both peaks count, with tensor parallelism, so that the links in a node do. */
const BASE = {
  [`${RUN}.precision`]: 'fp8',
  [`${RUN}.strategy`]: '{ tp: 8, pp: 1, microBatch: 1, cp: 1 }',
  'storage.system': 'superpod-good',
  reliability: 'llama3-2024',
};
/** Changes that no figure can follow, because something else is the bottleneck. */
const DOES_NOT_BIND: Readonly<Record<string, string>> = {
  'hardware.switch.portSpeed x 2': 'network cards send no faster than they can',
  'hardware.nodeOptic.speed x 2': 'network cards send no faster than they can',
  'hardware.switchOptic.speed x 2': 'network cards send no faster than they can',
  'hardware.node.height x 0.5': 'a rack holds as many nodes as it is said to',
  'hardware.node.height x 2': 'the height of this rack is not known',
  'hardware.rack.height x 2': 'a rack holds as many nodes as it is said to',
  'hardware.rack.powerLimit x 2': 'a rack holds as many nodes as it is said to',
};

const POD = exampleText('one-pod');

function planWith(edits: Readonly<Record<string, string>>): Plan | string {
  const edited = editFactory(POD, { ...BASE, ...edits });
  if (!edited.ok) return edited.problems[0]!.code;
  const read = readFactory(edited.value);
  if (!read.ok) return read.problems[0]!.code;
  const planned = planFactory(read.value);
  return planned.ok ? planned.value : planned.problems[0]!.code;
}

/** Every figure of a plan, without explanations and without what the file states itself. */
function figuresOf({ notes: _, ...plan }: Plan): string {
  return JSON.stringify(plan, (key, value: unknown) =>
    key === 'line' || key === 'why' ? undefined : value,
  );
}

const usual = planWith({});
if (typeof usual === 'string') throw new Error(usual);

/** The quantities of a catalogue's entries, each with a value: the file's, or that of some entry. */
function quantitiesOf(path: string, catalogue: Readonly<Record<string, object>>) {
  const found = new Map<string, Known>();
  for (const entry of Object.values(catalogue)) {
    for (const [name, value] of Object.entries(entry)) if (isKnown(value)) found.set(name, value);
  }
  return [...found].map(([name, { value, unit }]) => {
    const noted = (usual as Plan).notes[`factory.${path}.${name}`]?.value;
    return [`${path}.${name}`, noted ?? value, unit] as const;
  });
}

const QUANTITIES = Object.entries(PICKS).flatMap(([path, catalogue]) =>
  quantitiesOf(path, catalogue),
);

describe('a quantity changed in place', () => {
  it('is one of many', () => {
    expect(QUANTITIES.length).toBeGreaterThan(40);
  });

  it.each(QUANTITIES)('is obeyed or refused, never ignored: %s', (path, value, unit) => {
    for (const by of [0.5, 2]) {
      const changed = planWith({ [path]: showExact(value * by, unit) });
      const ignored =
        typeof changed !== 'string' && figuresOf(changed) === figuresOf(usual as Plan);
      expect(ignored, `x ${by}`).toBe(`${path} x ${by}` in DOES_NOT_BIND);
    }
  });

  it.each([
    ['hardware.gpu.price', 'hardware.node.price'],
    ['hardware.switch.passivePower', 'change power'],
    ['hardware.nodeOptic.mttf', 'reliability'],
    ['hardware.switchOptic.power', 'hardware.switch.power'],
    ['storage.system.read', 'operations.recoveryTime'],
    ['reliability.gpusPerNode', 'change rate'],
  ])('is refused with what counts instead: %s', (path, instead) => {
    const [, value, unit] = QUANTITIES.find(([name]) => name === path)!;
    const edited = editFactory(POD, { ...BASE, [path]: showExact(value, unit) });
    const read = edited.ok ? readFactory(edited.value) : edited;
    expect(read).toMatchObject({
      problems: [{ code: 'key.unused', path, message: expect.stringContaining(instead) }],
    });
  });
});
