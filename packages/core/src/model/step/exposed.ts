/**
 * The cost of `communication` seconds of communication during `computing` seconds of computing: the part that
 * is not hidden, plus the slowdown of computing by the hidden part.
 */
export function exposed(communication: number, computing: number, contention: number): number {
  return communication > computing
    ? communication - computing + contention * computing
    : contention * communication;
}

/** The same as a formula over the names of both and of the constant. */
export function exposedFormula(communication: string, computing: string): string {
  return `max(0 * (${communication}), ${communication} - ${computing}) + constants.contention * min(${communication}, ${computing})`;
}
