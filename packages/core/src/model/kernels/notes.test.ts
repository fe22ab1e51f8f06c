import { describe, expect, it } from 'vitest';
import {
  dimensionOfFormula,
  evaluateFormula,
  Notebook,
  type Notes,
  parseFormula,
  plain,
  type Recorder,
  sameDimension,
  unitDimension,
} from '../../base/index.ts';
import { KERNEL_FITS, NETWORK_FIT } from '../../facts/index.ts';
import { groupedGemmTime } from './gemm.ts';
import {
  attentionBackwardTime,
  attentionTime,
  gemmTime,
  memoryBoundTime,
  moeExpertsBackwardTime,
  moeExpertsTime,
  networkCollectiveTime,
  nvlinkCollectiveTime,
  unfusedAttentionBackwardTime,
  unfusedAttentionTime,
} from './index.ts';

type Given = Readonly<Record<string, readonly [value: number, unit: string]>>;

/** Records what `run` says about its result, with the shape and the constants in scope. */
function recorded(
  given: Given,
  constants: Readonly<Record<string, unknown>>,
  run: (rec: Recorder) => number,
): { result: number; notes: Notes } {
  const book = new Notebook();
  const aliases: Record<string, string> = {};
  for (const [name, [value, unit]] of Object.entries(given)) {
    book.know(`given.${name}`, name, { value, unit, provenance: 'given' });
    aliases[name] = `given.${name}`;
  }
  for (const [name, tree] of Object.entries(constants)) {
    book.knowAll(tree, `constants.${name}`);
    aliases[name] = `constants.${name}`;
  }
  const result = run(book.within('kernel', aliases));
  return { result, notes: book.toNotes() };
}

/** Each written formula must give the noted value, to the last bit, and its dimension. */
function expectExplained({ result, notes }: { result: number; notes: Notes }): void {
  expect(notes['kernel.time']!.value).toBe(result);
  for (const note of Object.values(notes)) {
    if (note.formula === undefined) continue;
    const formula = parseFormula(note.formula);
    if (!formula.ok) throw new Error(formula.problems[0]!.message);
    const noteOf = (name: string) => notes[note.inputs![name]!]!;
    const value = evaluateFormula(formula.value, (name) => noteOf(name).value);
    expect(value, note.id).toBe(note.value);
    const dimension = dimensionOfFormula(formula.value, (name) => unitDimension(noteOf(name).unit));
    if (!dimension.ok) throw new Error(`${note.id}: ${dimension.problems[0]!.message}`);
    expect(sameDimension(dimension.value, unitDimension(note.unit)), note.id).toBe(true);
  }
}

const h100 = KERNEL_FITS.h100;
const gemm = h100.gemm.fp8!;
const attention = h100.attention.bf16!;
const backward = h100.attentionBackward!;
const count = (value: number) => [value, '1'] as const;

describe('kernel notes give the value and the dimension that the code computed', () => {
  it.each(['bf16', 'fp8'] as const)('GEMM, %s', (dtype) => {
    const fit = h100.gemm[dtype]!;
    const given = { m: count(4097), n: count(7168), k: count(5120) };
    const shape = { m: 4097, n: 7168, k: 5120 };
    expectExplained(recorded(given, { fit }, (rec) => gemmTime(shape, plain(fit), rec)));
  });

  it('grouped GEMM', () => {
    const given = { groups: count(8), m: count(333), n: count(2048), k: count(4096) };
    expectExplained(
      recorded(given, { fit: gemm }, (rec) =>
        groupedGemmTime({ groups: 8, m: 333, n: 2048, k: 4096 }, plain(gemm), rec),
      ),
    );
  });

  it('attention, forward and backward', () => {
    const given = {
      batch: count(2),
      seq: count(3000),
      heads: count(12),
      kvHeads: count(2),
      headDim: count(128),
    };
    const shape = { batch: 2, seq: 3000, heads: 12, kvHeads: 2, headDim: 128, window: 0 };
    expectExplained(
      recorded(given, { fit: attention }, (rec) => attentionTime(shape, plain(attention), rec)),
    );
    for (const window of [512, 3000, 4096]) {
      expectExplained(
        recorded(
          { ...given, headDim: count(96), window: count(window) },
          { fit: attention },
          (rec) => attentionTime({ ...shape, headDim: 96, window }, plain(attention), rec),
        ),
      );
    }
    expectExplained(
      recorded({ forward: [1.1e-3, 'ms'] }, { fit: attention, backward }, (rec) =>
        attentionBackwardTime(1.1e-3, plain(attention), plain(backward), rec),
      ),
    );
  });

  it.each([
    ['forward', unfusedAttentionTime],
    ['backward', unfusedAttentionBackwardTime],
  ] as const)('unfused attention, %s', (_, time) => {
    const given: Given = {
      ...{ batch: count(2), seq: count(3000), heads: count(12), headDim: count(128) },
      traffic: [13, 'B'],
    };
    const memory = h100.memory!;
    const shape = { batch: 2, seq: 3000, heads: 12, headDim: 128 };
    expectExplained(
      recorded(given, { fit: h100.gemm.bf16!, memory }, (rec) =>
        time(shape, { gemm: plain(h100.gemm.bf16!), memory: plain(memory) }, 13, rec),
      ),
    );
  });

  it.each([1, 8])('NVLink collective of %i GPUs', (gpus) => {
    const fit = h100.collectives.allReduce;
    expectExplained(
      recorded({ bytes: [3e7, 'MB'], gpus: count(gpus) }, { fit }, (rec) =>
        nvlinkCollectiveTime(3e7, gpus, plain(fit), rec),
      ),
    );
  });

  it.each(['allReduce', 'allGather', 'reduceScatter', 'allToAll'] as const)(
    'network collective, %s, between nodes and inside one',
    (kind) => {
      for (const gpus of [8, 48]) {
        const given: Given = {
          bytes: [3e8, 'MB'],
          gpus: count(gpus),
          local: count(8),
          hops: count(5),
          nic: [50e9, 'Gb/s'],
        };
        expectExplained(
          recorded(given, { fit: NETWORK_FIT }, (rec) =>
            networkCollectiveTime(
              { kind, bytes: 3e8, gpus, local: 8, hops: 5, nic: 50e9 },
              plain(NETWORK_FIT),
              rec,
            ),
          ),
        );
      }
    },
  );

  it('memory-bound kernel', () => {
    const memory = h100.memory!;
    expectExplained(
      recorded({ bytes: [1e9, 'GB'] }, { fit: memory }, (rec) =>
        memoryBoundTime(1e9, plain(memory), rec),
      ),
    );
  });

  it.each([
    ['forward', moeExpertsTime],
    ['backward', moeExpertsBackwardTime],
  ] as const)('experts, %s', (_, time) => {
    const given: Given = {
      ...{ rows: count(8191), groups: count(7), up: count(2) },
      ...{ hidden: count(4096), inter: count(2048) },
    };
    const shape = { rows: 8191, groups: 7, hidden: 4096, inter: 2048, up: 2 };
    for (const fit of Object.values(h100.moe)) {
      expectExplained(recorded(given, { fit }, (rec) => time(shape, plain(fit), rec)));
    }
  });

  it('a recorder does not change the result', () => {
    const fit = plain(gemm);
    const given = { m: count(512), n: count(512), k: count(512) };
    const shape = { m: 512, n: 512, k: 512 };
    const { result } = recorded(given, { fit: gemm }, (rec) => gemmTime(shape, fit, rec));
    expect(result).toBe(gemmTime(shape, fit));
  });
});
