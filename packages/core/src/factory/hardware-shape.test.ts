import { describe, expect, it } from 'vitest';
import { isKnown, type Known } from '../base/index.ts';
import { GPUS, kitOf } from '../facts/index.ts';
import { factoryOf, podWith, problemOf, problemsOf } from './factory.fixture.ts';
import { editFactory } from './index.ts';

const WRITTEN = `hardware:
  gpu: h100-sxm
  node: dgx-h100
  rack: superpod-h100
  switch: qm9700
  nodeOptic: 400g-sr4
  switchOptic: 800g-2xsr4
`;
const podOf = (hardware: string) => podWith(WRITTEN, `hardware: ${hardware}\n`);
const hardwareOf = (hardware: string) => factoryOf(podOf(hardware)).hardware;
const namesOf = (hardware: string) =>
  Object.fromEntries(Object.entries(hardwareOf(hardware)).map(([part, { use }]) => [part, use]));

describe('hardware that is not enough', () => {
  it.each(['{}', '{gpu: }', '{rack: superpod-h100}', '{gpu: ~, node: ~}'])('%s', (hardware) => {
    expect(problemOf(podOf(hardware))).toMatchObject({
      code: 'key.missing',
      path: 'hardware',
      expected: 'gpu',
    });
  });

  it.each(['', '[]', 'h100-sxm'])('"%s" has no keys', (hardware) => {
    expect(problemOf(podOf(hardware)).code).toBe('map.expected');
  });

  it('reports an unknown GPU and nothing else', () => {
    expect(problemOf(podOf('{gpu: h100-sxn}'))).toMatchObject({ code: 'gpu.unknown' });
    expect(problemOf(podOf('{node: dgx-h1000}'))).toMatchObject({ code: 'node.unknown' });
  });

  it('cannot tell which node is meant without a GPU', () => {
    expect(problemOf(podOf('{node: {price: 1 USD}}'))).toMatchObject({ expected: 'use' });
  });

  it('finds an unknown key', () => {
    expect(problemOf(podOf('{gpu: h100-sxm, racks: superpod-h100}'))).toMatchObject({
      code: 'key.unknown',
      nearest: 'rack',
    });
  });
});

describe('hardware given by its GPU alone', () => {
  it.each(Object.keys(GPUS))('is the usual kit of %s', (gpu) => {
    const kit = kitOf(gpu)!;
    expect(namesOf(`{gpu: ${gpu}}`)).toEqual({
      gpu,
      node: kit.node,
      rack: kit.rack,
      switch: kit.switch,
      nodeOptic: kit.nodeOptic,
      switchOptic: kit.switchOptic,
    });
    expect(hardwareOf(`{gpu: ${gpu}}`).node.gpu).toBe(gpu);
  });

  it('has the values of the same kit in full, as assumptions that say so', () => {
    const full = factoryOf(podWith('name: Pod', 'name: Pod')).hardware;
    const { gpu, ...rest } = hardwareOf('{gpu: h100-sxm}');
    expect(gpu).toEqual(full.gpu);
    for (const [part, spec] of Object.entries(rest)) {
      for (const [key, value] of Object.entries(spec)) {
        const cited = (full[part as keyof typeof full] as unknown as Record<string, unknown>)[key];
        if (key === 'isUsual') expect([value, cited]).toEqual([true, undefined]);
        else if (!isKnown(value)) expect(value).toEqual(cited);
        else {
          expect(value).toMatchObject({ value: (cited as Known).value, provenance: 'assumed' });
          expect(value.reason).toContain('of the usual kit of h100-sxm');
          expect(value.source).toEqual((cited as Known).source);
        }
      }
    }
  });

  it('has each part replaced one by one', () => {
    expect(namesOf('{gpu: h100-sxm, switch: sn5600}')).toEqual({
      ...namesOf('{gpu: h100-sxm}'),
      switch: 'sn5600',
    });
  });

  it('has each value replaced one by one, which is then given', () => {
    const { node } = hardwareOf('{gpu: h100-sxm, node: {price: 1 USD}}');
    expect(node.price).toMatchObject({ value: 1, provenance: 'given' });
    expect(node.nicSpeed).toMatchObject({ value: 5e10, provenance: 'assumed' });
  });

  it('takes edits of values below a part that is left out', () => {
    const text = editFactory(podOf('{gpu: h100-sxm}'), { 'hardware.node.price': '300000 USD' });
    expect(text.ok && factoryOf(text.value).hardware.node).toMatchObject({
      use: 'dgx-h100',
      price: { value: 300_000 },
    });
  });
});

describe('hardware given by its node', () => {
  it('is that node, with its GPU and its usual kit', () => {
    expect(namesOf('{node: hgx-h100}')).toMatchObject({
      gpu: 'h100-sxm',
      rack: 'supermicro-colossus',
      switch: 'sn5600',
    });
    // The kit goes with the node, also where the GPU usually comes in another.
    expect(namesOf('{gpu: h100-sxm, node: hgx-h100}').rack).toBe('supermicro-colossus');
  });

  it('has the GPU that is stated', () => {
    expect(namesOf('{node: {use: dgx-h100, gpu: h800-sxm}}').gpu).toBe('h800-sxm');
    expect(namesOf('{node: {gpu: h800-sxm}}')).toMatchObject({ node: 'dgx-h100' });
  });

  it('may change values of the GPU without naming it', () => {
    const { gpu } = hardwareOf('{node: dgx-h100, gpu: {tdp: 600 W}}');
    expect(gpu).toMatchObject({ use: 'h100-sxm', tdp: { value: 600, provenance: 'given' } });
  });

  it('of 72 GPUs under one NVLink is four of them', () => {
    const { node } = hardwareOf('{gpu: gb200}');
    expect([node.gpusPerNode.value, node.nvlinkDomain?.value]).toEqual([4, 72]);
    expect(problemsOf(podOf('{gpu: gb200}'))).toEqual([]);
  });
});
