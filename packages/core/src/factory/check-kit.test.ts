import { describe, expect, it } from 'vitest';
import { GPUS, kitOf, NODES } from '../facts/index.ts';
import {
  EXAMPLES,
  exampleText,
  factoryOf,
  podWith,
  problemOf,
  problemsOf,
} from './factory.fixture.ts';
import { editFactory } from './index.ts';

/** A text after edits, which must be possible. */
function edited(text: string, edits: Readonly<Record<string, string>>): string {
  const result = editFactory(text, edits);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

/** The only problem of a text must be one of kits, and its edits must mend the text. */
function mended(text: string): Readonly<Record<string, string>> {
  const problem = problemOf(text);
  expect(problem.code).toBe('hardware.kit');
  expect(problemsOf(edited(text, problem.edits ?? {}))).toEqual([]);
  return problem.edits ?? {};
}

/** A file of hardware alone. */
function bare(hardware: string): string {
  return `gigafactory: 1\nhardware: ${hardware}\nfleet: { gpus: 1440 }\n`;
}

const colossus = exampleText('gigafactory-of-compute');

describe('a GPU in the node of another', () => {
  it('is refused, with the kit of the GPU as edits', () => {
    const text = edited(colossus, { 'hardware.gpu': 'b200-sxm' });
    expect(problemOf(text)).toMatchObject({
      code: 'hardware.kit',
      path: 'hardware.node',
      at: { line: 10 },
      message: expect.stringMatching(/HGX H100 comes with h100-sxm, not b200-sxm.*dgx-b200/),
      expected: 'dgx-b200',
    });
    // The switches of the file are fast enough, and stay.
    expect(mended(text)).toEqual({
      'hardware.node': 'dgx-b200',
      'hardware.rack': 'superpod-b200',
    });
  });

  it('takes faster switches and optics where the node has faster network cards', () => {
    expect(mended(edited(colossus, { 'hardware.gpu': 'b300-sxm' }))).toEqual({
      'hardware.node': 'dgx-b300',
      'hardware.rack': 'superpod-b300',
      'hardware.switch': 'q3400',
      'hardware.nodeOptic': '800g-dr4',
      'hardware.switchOptic': '1600g-2xdr4',
    });
  });

  it('may be stated where it has no node of its own', () => {
    const text = podWith('gpu: h100-sxm', 'gpu: h800-sxm');
    expect(problemOf(text).message).toContain('hardware.node.gpu: h800-sxm');
    expect(mended(text)).toEqual({ 'hardware.node.gpu': 'h800-sxm' });
  });

  it('may be stated in any node, instead of taking the kit', () => {
    const text = podWith('gpu: h100-sxm', 'gpu: h200-sxm');
    expect(problemOf(text).message).toContain('hardware.node.gpu: h200-sxm');
    expect(problemsOf(edited(text, { 'hardware.node.gpu': 'h200-sxm' }))).toEqual([]);
    const { node, gpu } = factoryOf(edited(text, { 'hardware.node.gpu': 'h200-sxm' })).hardware;
    expect([node.use, node.gpu, gpu.use]).toEqual(['dgx-h100', 'h200-sxm', 'h200-sxm']);
  });

  it('may not differ from the GPU of the hardware if it is stated', () => {
    const text = podWith('node: dgx-h100', 'node: {use: dgx-h100, gpu: h800-sxm}');
    expect(problemOf(text).message).toContain('is said to hold h800-sxm, not h100-sxm');
    mended(text);
  });

  it('is a catalogue name where it is stated', () => {
    const text = podWith('node: dgx-h100', 'node: {use: dgx-h100, gpu: h800}');
    expect(problemOf(text)).toMatchObject({
      code: 'gpu.unknown',
      path: 'hardware.node.gpu',
    });
  });

  it('is the same GPU when values of it are typed', () => {
    const text = podWith('gpu: h100-sxm', 'gpu: {use: h100-sxm, memory: 102 GB, tdp: 500 W}');
    expect(problemsOf(text)).toEqual([]);
  });

  it.each(Object.keys(GPUS))('is mended in any node of the catalogue: %s', (gpu) => {
    for (const [node, { gpu: own }] of Object.entries(NODES)) {
      const text = bare(`{gpu: ${gpu}, node: ${node}}`);
      if (own === gpu) expect(problemsOf(text), node).toEqual([]);
      else mended(text);
    }
  });
});

describe('a rack', () => {
  it('holds its nodes by nameplate', () => {
    const text = edited(colossus, {
      'hardware.gpu': 'b200-sxm',
      'hardware.node': 'dgx-b200',
    });
    expect(problemOf(text)).toMatchObject({
      path: 'hardware.rack',
      message: expect.stringMatching(
        /8 nodes of NVIDIA DGX B200 .* 114 kW and 80 rack units .* 81.6 kW and 32 rack units: 3 fit/,
      ),
    });
    expect(mended(text)).toEqual({ 'hardware.rack': 'superpod-b200' });
  });

  it('takes as many as fit if it is already the usual one', () => {
    const text = podWith('rack: superpod-h100', 'rack: {use: superpod-h100, nodesPerRack: 8}');
    expect(mended(text)).toEqual({ 'hardware.rack.nodesPerRack': '4' });
  });

  it('that cannot hold a single node is refused without a remedy', () => {
    const text = podWith('rack: superpod-h100', 'rack: {use: superpod-h100, powerLimit: 10 kW}');
    const problem = problemOf(text);
    expect(problem.message).toContain('0 fit');
    expect(problem.edits).toBeUndefined();
  });

  it('holds its nodes by height, where that is known', () => {
    const text = podWith('rack: superpod-h100', 'rack: {use: superpod-h100, height: 24}');
    expect(problemOf(text).message).toContain('3 fit');
    expect(mended(text)).toEqual({ 'hardware.rack.nodesPerRack': '3' });
  });

  it('takes the nameplate that is typed', () => {
    const text = podWith('node: dgx-h100', 'node: {use: dgx-h100, nameplatePower: 11.3 kW}');
    expect(mended(text)).toEqual({ 'hardware.rack.nodesPerRack': '3' });
    const lower = podWith('node: dgx-h100', 'node: {use: dgx-h100, nameplatePower: 9 kW}');
    expect(problemsOf(lower)).toEqual([]);
  });
});

describe('a link', () => {
  it.each([
    ['switch: qm9700', 'switch: qm8700', { 'hardware.switch': 'qm9700' }],
    ['nodeOptic: 400g-sr4', 'nodeOptic: 200g-sr4', { 'hardware.nodeOptic': '400g-sr4' }],
    ['switchOptic: 800g-2xsr4', 'switchOptic: 200g-sr4', { 'hardware.switchOptic': '800g-2xsr4' }],
  ])('is as fast as the network cards: not %s -> %s', (passage, by, edits) => {
    const text = podWith(passage, by);
    expect(problemOf(text).message).toContain('send 400 Gb/s');
    expect(mended(text)).toEqual(edits);
  });

  it('finds what is fast enough beyond the kit', () => {
    const text = podWith('node: dgx-h100', 'node: {use: dgx-h100, nicSpeed: 800 Gb/s}');
    expect(mended(text)).toEqual({
      'hardware.switch': 'q3400',
      'hardware.nodeOptic': '800g-dr4',
      'hardware.switchOptic': '800g-dr4',
    });
  });

  it('has no remedy if nothing is as fast', () => {
    const text = podWith('node: dgx-h100', 'node: {use: dgx-h100, nicSpeed: 3.2 Tb/s}');
    const problem = problemOf(text);
    expect(problem.message).toContain('Nothing in the catalogue is as fast');
    expect(problem.edits).toBeUndefined();
  });

  it('may be faster than the network cards, and carries one of several of an optic', () => {
    const slower = podWith('node: dgx-h100', 'node: {use: dgx-h100, nicSpeed: 200 Gb/s}');
    expect(problemsOf(slower)).toEqual([]);
    expect(problemsOf(podWith('nodeOptic: 400g-sr4', 'nodeOptic: dac-800g'))).toEqual([]);
  });
});

describe('kits', () => {
  it.each(EXAMPLES)('are kept by the example %s', (name) => {
    expect(problemsOf(exampleText(name))).toEqual([]);
  });

  it.each(Object.keys(GPUS))('of the catalogue pass: %s', (gpu) => {
    const { node, rack, switch: device, nodeOptic, switchOptic } = kitOf(gpu)!;
    const written = `{gpu: ${gpu}, node: {use: ${node}, gpu: ${gpu}}, rack: ${rack}, switch: ${device}, nodeOptic: ${nodeOptic}, switchOptic: ${switchOptic}}`;
    expect(problemsOf(bare(written))).toEqual([]);
  });
});
