import { showQuantity } from '@gigafactory/core/base';

/** A value in SI as people read it: `amount(5e10, 'Gb/s')` is `400 Gb/s`. */
export const amount = showQuantity;

/** A share: `0.413` is `41.3%`. */
export function share(ratio: number): string {
  return showQuantity(ratio, '%');
}

/** With its sign: `+2.7%`. */
export function signedShare(ratio: number): string {
  return ratio > 0 ? `+${share(ratio)}` : share(ratio);
}
