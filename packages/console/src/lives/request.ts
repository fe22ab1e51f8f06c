import { DEFAULT_DAYS, DEFAULT_SEED } from '@gigafactory/core/api';

/** What is simulated, as it is in the address and as core takes it. */
export interface TwinSettings {
  readonly seed: number;
  readonly days: number;
  readonly lives: number;
}

/** As in the terminal, but fewer lives: a page is waiting for them. */
export const DEFAULTS: TwinSettings = { seed: DEFAULT_SEED, days: DEFAULT_DAYS, lives: 32 };

interface Bound {
  readonly least: number;
  readonly most: number;
}

export const BOUNDS: Readonly<Record<keyof TwinSettings, Bound>> = {
  seed: { least: 0, most: 2 ** 32 - 1 },
  days: { least: 1, most: 730 },
  lives: { least: 2, most: 256 },
};

/** A setting from its text, or what is wrong with the text. */
export function readSetting(
  name: keyof TwinSettings,
  text: string | undefined,
): { readonly value: number; readonly error?: string } {
  if (text === undefined) return { value: DEFAULTS[name] };
  const { least, most } = BOUNDS[name];
  const value = Number(text);
  const fits = /^\d+$/.test(text.trim()) && value >= least && value <= most;
  if (fits) return { value };
  return {
    value: DEFAULTS[name],
    error: `A whole number from ${least} to ${most}; ${DEFAULTS[name]} is used instead.`,
  };
}
