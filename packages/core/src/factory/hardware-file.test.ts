import { describe, expect, it } from 'vitest';
import { exampleText, POD, problemsOf } from './factory.fixture.ts';
import { hardwareFileOf, inlineBeside, readFactory } from './index.ts';

const START = POD.indexOf('hardware:');
const REST = POD.slice(POD.indexOf('fleet:'));
const podOf = (hardware: string) => `${POD.slice(0, START)}hardware: ${hardware}\n${REST}`;
const HARDWARE = `# Written by gigafactory calibrate
hardware:
  gpu:
    use: this-machine
    bf16: { value: 30 GFLOP/s, source: "measured, 2026-11-29" }
    memoryBandwidth: 1.1 GB/s
  node: { use: this-machine, nicSpeed: 16 Gb/s }
`;

describe('hardware that is not in a file', () => {
  it('is refused as a file that nothing has read', () => {
    expect(problemsOf(podOf('./hw.yaml'))).toMatchObject([
      { code: 'hardware.file', path: 'hardware', at: { line: 3 } },
    ]);
  });

  it.each([
    'h100-sxm',
    '{ gpu: h100-sxm }',
    '{ gpu: { use: this-machine, bf16: 9 GFLOP/s } }',
    '[]',
    '"',
  ])('is not looked for: %s', (hardware) =>
    expect(hardwareFileOf(podOf(hardware))).toBeUndefined(),
  );

  it.each(['', 'hardware: [1]', 'gpu: h100-sxm', '"', 'hardware: ./other.yaml'])(
    'is not in a file that says "%s"',
    (found) => {
      const text = podOf('./hw.yaml');
      expect(inlineBeside(text, { './hw.yaml': found })).toMatchObject({
        ok: false,
        problems: [{ code: 'hardware.file', at: { line: 3, column: 11 } }],
      });
    },
  );
});

const MEASURED = Object.fromEntries(
  ['this-machine', './hw.yaml', 'machines/hw.yml'].map((name) => [name, HARDWARE]),
);

describe('hardware of another file', () => {
  it.each(['this-machine', '{ gpu: this-machine }', './hw.yaml', 'machines/hw.yml'])(
    'takes the place of %s',
    (written) => {
      const text = podOf(written);
      const inlined = inlineBeside(text, MEASURED);
      if (!inlined.ok) throw new Error(JSON.stringify(inlined.problems));
      const read = readFactory(inlined.value);
      if (!read.ok) throw new Error(JSON.stringify(read.problems));
      const { gpu, node } = read.value.hardware;
      expect(gpu).toMatchObject({
        use: 'this-machine',
        bf16: { value: 30e9, source: { title: 'measured, 2026-11-29' } },
        memoryBandwidth: { value: 1.1e9 },
      });
      expect(node.nicSpeed.value).toBe(2e9);
      expect(hardwareFileOf(inlined.value)).toBeUndefined();
    },
  );

  it('is that of some machine, in doubt, where this one was not measured', () => {
    const read = readFactory(podOf('this-machine'));
    expect(read).toMatchObject({
      ok: true,
      value: { hardware: { gpu: { use: 'this-machine' }, node: { use: 'this-machine' } } },
    });
  });

  it('costs nothing, though it says what its node is', () => {
    const text = exampleText('grok-nano');
    const inlined = inlineBeside(text, MEASURED);
    if (!inlined.ok) throw new Error(JSON.stringify(inlined.problems));
    expect(inlined.value).toContain('node: {use: this-machine');
    expect(readFactory(inlined.value)).toMatchObject({ ok: true, value: { money: undefined } });
  });
});
