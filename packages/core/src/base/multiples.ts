/** The multiple below a number, if there is one, and the one above; none of what is not whole. */
export function multiplesNear(value: number, of: number): number[] {
  if (!Number.isInteger(of) || of < 1) return [];
  const below = Math.floor(value / of) * of;
  return below > 0 ? [below, below + of] : [of];
}
