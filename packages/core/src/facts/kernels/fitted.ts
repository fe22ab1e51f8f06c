import type { Known } from '../../base/index.ts';

const TITLE = 'NVIDIA aiconfigurator 095f58a (Apache-2.0)';
const URL = 'https://github.com/ai-dynamo/aiconfigurator';

/** A constant fitted to measured kernel times; `file` is the table that it was fitted to. */
export function fitted(value: number, unit: string, file: string): Known {
  return { value, unit, provenance: 'measured', source: { title: TITLE, locator: file, url: URL } };
}

/** A constant that a kernel model sets by definition or by choice, and why. */
export function chosen(value: number, unit: string, reason: string): Known {
  return { value, unit, provenance: 'method', reason };
}

export const FLOP_PER_MAC = chosen(
  2,
  'FLOP',
  'By definition: one multiplication and one addition.',
);
