import type { Problem } from '../base/index.ts';
import type { Draft } from './draft.ts';
import type { Hardware } from './hardware-shape.ts';

export type Edits = Readonly<Record<string, string>>;

/** The parts of the hardware that could be read. */
export type Parts = Draft<Hardware>;

/** Why parts of the hardware do not go together. */
export type KitFault = Omit<Problem, 'code'>;

/** Four times 10.2 kW is no more than 40.8 kW, whatever binary fractions say. */
export const ROUNDING = 1 + 1e-9;

export function shown(edits: Edits): string {
  return Object.entries(edits)
    .map(([path, value]) => `${path}: ${value}`)
    .join(', ');
}
