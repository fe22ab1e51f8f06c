import type { Notes } from '@gigafactory/core/base';
import { showDerivation, WHOLE } from './show/derivation.ts';
import { paintFor } from './text/paint.ts';
import { WIDTH } from './text/wrap.ts';

/**
 * The derivation of a figure as text: a tree from its formula down to cited facts, as `gigafactory explain`
 * prints it. Undefined if the plan has no such figure.
 * @param depth how many formulas down; by default all
 */
export function explain(notes: Notes, path: string, depth = WHOLE): string | undefined {
  if (!Object.hasOwn(notes, path)) return undefined;
  const paint = paintFor({ isColoured: false, width: WIDTH });
  return showDerivation(notes, path, depth, paint).join('\n');
}
