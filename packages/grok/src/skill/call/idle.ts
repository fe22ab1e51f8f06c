import { parseQuantity } from '@gigafactory/core/base';
import { type Call, currentOf, type Ground } from './call.ts';

/** Values that differ by less are the same: a plan is computed in 64 bits, a file says a few digits. */
const SAME = 1e-6;

/**
 * Whether a plan's edits leave all as it is: whoever says "why 4 ways" of a run that is split 4 ways cites the plan and wishes
 * for nothing.
 */
export function isIdle({ operation, arguments: given }: Call, ground: Ground): boolean {
  const { edits } = given;
  if (operation !== 'plan' || typeof edits !== 'object' || edits === null) return false;
  const pairs = Object.entries(edits);
  return pairs.length > 0 && pairs.every(([path, value]) => stands(path, String(value), ground));
}

function stands(path: string, value: string, ground: Ground): boolean {
  const current = currentOf(path, ground);
  if (!current) return false;
  const read = parseQuantity(value, current.unit);
  return (
    read.ok && Math.abs(read.value.value - current.value) <= SAME * Math.abs(current.value || 1)
  );
}
