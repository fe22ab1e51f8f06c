/**
 * What a communication of `communication` seconds costs beside `computing` seconds of computing: what
 * sticks out, and what the hidden part slows computing down by.
 */
export function exposed(communication: number, computing: number, contention: number): number {
  return communication > computing
    ? communication - computing + contention * computing
    : contention * communication;
}

/** The same as a formula over the names of the two and of the constant. */
export function exposedFormula(communication: string, computing: string): string {
  return `max(0 * (${communication}), ${communication} - ${computing}) + constants.contention * min(${communication}, ${computing})`;
}
