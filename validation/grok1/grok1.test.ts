import { readFileSync } from 'node:fs';
import { backtest } from '@gigafactory/core/backtest';
import { describe, expect, it } from 'vitest';

const at = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const readme = at('README.md');

/** Off by more, and the README says why. */
const BEYOND = ['dgxc-v25.05.05-grok1-bf16-h100-512'];

const tested = backtest(at('../training-runs/measured.csv'));
if (!tested.ok) throw new Error(JSON.stringify(tested.problems));
const rows = tested.value.rows.filter(({ id }) => /-grok1-.*-h100-/.test(id));

const signed = (share: number) => `${share < 0 ? '-' : '+'}${Math.abs(share * 100).toFixed(1)} %`;

describe('Grok-1 on 8 to 2,048 H100', () => {
  it('has bf16 and fp8 of three releases', () => {
    expect(rows).toHaveLength(26);
  });

  it.each(rows)('$id', ({ id, measured, predicted, error, outOfSample }) => {
    expect(Math.abs(outOfSample!.error - error!)).toBeLessThan(0.02);
    if (BEYOND.includes(id)) expect(Math.abs(error!)).toBeLessThan(0.2);
    else expect(Math.abs(error!)).toBeLessThan(0.08);
    expect(readme).toContain(
      `| ${id} | ${measured!.toFixed(2)} s | ${predicted!.toFixed(2)} s | ${signed(error!)} |`,
    );
  });
});
