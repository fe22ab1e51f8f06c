import { readFileSync } from 'node:fs';
import { readTable, scenarioOfRow } from '@gigafactory/core/backtest';
import { GPUS, KERNEL_DOUBTS } from '@gigafactory/core/facts';
import { knownKernels, plainKernels, stepTime } from '@gigafactory/core/model';
import { expect, it } from 'vitest';

/** Each measured GPU with its neighbour: what if only that had been measured? */
const NEIGHBOURS = [
  ['a100-sxm-80gb', 'h100-sxm', 'H100-SXM-80GB'],
  ['h100-sxm', 'a100-sxm-80gb', 'A100-SXM-80GB'],
  ['h100-sxm', 'b200-sxm', 'B200-SXM'],
  ['b200-sxm', 'h100-sxm', 'H100-SXM-80GB'],
  ['b200-sxm', 'gb200', 'GB200-NVL72'],
  ['gb200', 'b200-sxm', 'B200-SXM'],
] as const;

const table = readTable(readFileSync(new URL('measured.csv', import.meta.url), 'utf8'));
if (!table.ok) throw new Error(table.problems[0]!.message);
const rows = table.value;

it('scales kernels from another GPU of a maker to within the doubt that is stated', () => {
  const ratios = NEIGHBOURS.flatMap(([from, to, name]) =>
    rows.filter((row) => row.get('gpu') === name).flatMap((row) => ratioOf(row, from, to)),
  ).sort((a, b) => a - b);
  expect(ratios.length).toBeGreaterThan(700);
  const at = (share: number) => ratios[Math.floor(share * ratios.length)]!;
  const [low, high] = KERNEL_DOUBTS.sameMaker.range!;
  expect(at(0.025)).toBeGreaterThan(low);
  expect(at(0.975)).toBeLessThan(high);
  // Not for want of doubt: the stated range is hardly wider than what was found.
  expect(at(0.025)).toBeLessThan(low + 0.05);
});

/** The step by a GPU's own kernels over that by kernels scaled to it; none for what was not measured. */
function ratioOf(row: (typeof rows)[number], from: string, to: string): number[] {
  const scenario = scenarioOfRow(row);
  if (!scenario.ok) return [];
  const { job, strategy } = scenario.value;
  const { precision, stack, model } = job;
  const described = { ...GPUS[to]!, use: from };
  const scaled = knownKernels(described, precision, stack.attention, model.experts > 0);
  if (!scaled.ok) return [];
  const kernels = plainKernels(scaled.value);
  return [stepTime(job, strategy).time / stepTime({ ...job, kernels }, strategy).time];
}
