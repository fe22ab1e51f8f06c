import { describe, expect, it } from 'vitest';
import { planFactory } from './index.ts';
import { exampleText, factoryOf, planOf, wrongNotes } from './notes.fixture.ts';

const POD = exampleText('one-pod');
const claiming = (kind: string, edits: Readonly<Record<string, string>> = {}) =>
  factoryOf(POD, {
    runs: '',
    requirements: `[{ claim: So many, quantity: fleet.gpusOf.${kind}, atLeast: 1016 GPUs }]`,
    ...edits,
  });

describe('a claim about GPUs of a kind', () => {
  it('is refused for an unknown kind', () => {
    const planned = planFactory(claiming('h100'));
    expect(planned.ok ? [] : planned.problems).toMatchObject([
      { code: 'requirement.quantity', nearest: 'fleet.gpusOf.h100-sxm' },
    ]);
  });

  it('counts no other kind', () => {
    const plan = planOf(claiming('h100-sxm', { hardware: '{ gpu: b200-sxm }' }));
    expect(plan.fleet.gpusOf).toEqual({ 'b200-sxm': 1016, 'h100-sxm': 0 });
    expect(plan.requirements).toMatchObject([{ value: 0, verdict: 'fails' }]);
    expect(wrongNotes(plan.notes)).toEqual([]);
  });

  it.each([
    ['as it is', {}],
    ['with values typed', { 'hardware.gpu': '{ use: h100-sxm, tdp: 600 W, memory: 96 GB }' }],
    ['left out, as that of the node', { hardware: '{ node: hgx-h100 }' }],
  ])('counts its own %s', (_how, edits) => {
    const plan = planOf(claiming('h100-sxm', edits));
    expect(plan.fleet.gpusOf).toEqual({ 'h100-sxm': 1016 });
    expect(plan.requirements).toMatchObject([{ value: 1016, verdict: 'holds' }]);
  });
});

const hardwareOf = (hardware: string) =>
  planOf(factoryOf(POD, { hardware, runs: '', requirements: '' })).hardware;

describe('what a factory is built from', () => {
  it('is named, with what the file leaves to the usual kit', () => {
    const parts = hardwareOf('{ gpu: h100-sxm, rack: { use: superpod-h100, nodesPerRack: 2 } }');
    expect(parts).toMatchObject({
      gpu: { use: 'h100-sxm', isUsual: false },
      node: { use: 'dgx-h100', label: 'NVIDIA DGX H100', isUsual: true },
      rack: { use: 'superpod-h100', isUsual: false },
      switch: { use: 'qm9700', isUsual: true },
    });
  });

  it('leaves the GPU to a node that is named', () => {
    expect(hardwareOf('{ node: dgx-h100 }')).toMatchObject({
      gpu: { use: 'h100-sxm', isUsual: true },
      node: { isUsual: false },
    });
  });
});
