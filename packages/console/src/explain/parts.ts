/** One part of a whole. */
export interface Part {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  /** Colour token. */
  readonly token: string;
  /** Path of the figure in the plan; absent if the part is only a difference of two figures. */
  readonly path?: string;
  /** What is in it. */
  readonly about?: string;
}

/** A part that is a figure of the plan. */
export function partAt(
  path: string,
  { label, value, token, about }: Omit<Part, 'key' | 'path'>,
): Part {
  return { key: path, path, label, value, token, ...(about ? { about } : {}) };
}

/** `12.3 %` of the whole; `< 0.1 %` rather than a zero for a value that is not zero. */
export function showShare(value: number, whole: number): string {
  if (whole <= 0 || value === 0) return '0 %';
  const percent = (100 * value) / whole;
  return percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(1)} %`;
}
