import { readFileSync } from 'node:fs';
import { dispatch } from '@gigafactory/core/api';
import { STACKS } from '@gigafactory/core/facts';
import { describe, expect, it } from 'vitest';

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

// Tables 3 and 5 of arXiv:2205.05198: seconds per iteration with everything recomputed and without
// sequence parallelism, and with selective recompute and sequence parallelism.
const MODELS = [
  {
    size: '22B',
    model: 'meg-22b',
    gpus: 8,
    pp: 1,
    vp: 1,
    batch: 4,
    microBatch: 4,
    times: [1.42, 1.1],
  },
  {
    size: '175B',
    model: 'gpt3-175b',
    gpus: 64,
    pp: 8,
    vp: 3,
    batch: 64,
    microBatch: 1,
    times: [18.13, 13.75],
  },
  {
    size: '530B',
    model: 'meg-530b',
    gpus: 280,
    pp: 35,
    vp: 3,
    batch: 280,
    microBatch: 1,
    times: [49.05, 37.83],
  },
  {
    size: '1T',
    model: 'meg-1t',
    gpus: 512,
    pp: 64,
    vp: 1,
    batch: 512,
    microBatch: 1,
    times: [94.42, 71.49],
  },
] as const;

const WAYS = [
  { recompute: 'full', sequenceParallel: 'off' },
  { recompute: 'selective', sequenceParallel: 'on' },
] as const;

type Row = (typeof MODELS)[number];
type Way = (typeof WAYS)[number];

/** The run of a row on a factory of DGX A100, in the software of its day. */
function fileOf({ model, gpus, pp, vp, batch, microBatch }: Row, way: Way): string {
  return `
gigafactory: 1
name: Selene
hardware: { gpu: a100-sxm-80gb, node: dgx-a100, rack: superpod-h100, switch: qm9700, nodeOptic: 400g-sr4, switchOptic: 800g-2xsr4 }
fleet: { gpus: 512 }
schedule: { start: 2022-01-01 }
models: { gpt: ${model} }
runs:
  table-5:
    model: gpt
    gpus: ${gpus}
    precision: bf16
    stack: megatron-lm-2022
    features: { sequenceParallel: ${way.sequenceParallel} }
    sequenceLength: 2048
    globalBatch: ${batch}
    tokens: 1B tokens
    strategy: { tp: 8, pp: ${pp}, vp: ${vp}, cp: 1, microBatch: ${microBatch}, recompute: ${way.recompute}, sharding: none }
`;
}

function predicted(row: Row, way: Way): number {
  const ranked = dispatch('strategies', { text: fileOf(row, way), top: 1 });
  if (!ranked.ok) throw new Error(JSON.stringify(ranked.problems));
  // What was run did fit.
  expect(ranked.value.evaluated).toBe(1);
  expect(ranked.value.best.strategy.dp).toBe(1);
  return ranked.value.best.stepTime;
}

const signed = (share: number, digits = 1) =>
  `${share < 0 ? '-' : '+'}${Math.abs(share * 100).toFixed(digits)} %`;

describe('iterations of Megatron-LM, arXiv:2205.05198, table 5', () => {
  const rows = MODELS.flatMap((row) =>
    WAYS.map((way, index) => ({ ...{ row, way }, measured: row.times[index]! })),
  );

  it.each(rows)('$row.size, $way.recompute recompute', ({ row, way, measured }) => {
    const time = predicted(row, way);
    const error = time / measured - 1;
    expect(Math.abs(error)).toBeLessThan(0.05);
    expect(readme).toContain(
      `| ${row.size} | ${row.gpus} | ${way.recompute} | ${measured.toFixed(2)} s | ${time.toFixed(2)} s | ${signed(error)} |`,
    );
  });

  it('errs by as much to the slow side as to the fast', () => {
    const errors = rows.map(({ row, way, measured }) => predicted(row, way) / measured - 1);
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(readme).toContain(`${signed(mean)} on average`);
    const { value } = STACKS['megatron-lm-2022'].factor;
    expect(readme).toContain(`the factor of the stack,\n${value},`);
  });

  it.each(MODELS)('$size gains as much throughput from both as measured', (row) => {
    const gain = (full: number, present: number) => full / present - 1;
    const [full, present] = WAYS.map((way) => predicted(row, way));
    const [measured, ours] = [gain(row.times[0], row.times[1]), gain(full!, present!)];
    expect(Math.abs(ours - measured)).toBeLessThan(0.02);
    expect(readme).toContain(`| ${row.size} | ${signed(measured)} | ${signed(ours)} |`);
  });
});
