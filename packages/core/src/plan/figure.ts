import type { Recorder } from '../base/index.ts';

/** Notes a figure that the plan computes in one line, and returns its value. */
export function figure(
  rec: Recorder,
  name: string,
  [label, unit]: readonly [label: string, unit: string],
  value: number,
  formula: string,
  inputs: Readonly<Record<string, string>>,
  reason?: string,
): number {
  rec.derive(name, { label, unit, value, formula, inputs, ...(reason ? { reason } : {}) });
  return value;
}
