import { divideLives } from '@gigafactory/core/api';
import { askSharer, SHARED_BY } from '../api/client.ts';
import { askParts, type Refusal } from '../api/parts.ts';
import type { LivesPart, Operations, TwinResult } from '../api/types.ts';

export type ManyRequest = Operations['twin']['input'] & { readonly lives: number };

/** Many lives of one policy, and the lives themselves to compare with those of another. */
export interface ManyLives {
  readonly result: TwinResult;
  readonly parts: readonly LivesPart[];
}

export type ManyAnswer = { readonly ok: true; readonly value: ManyLives } | Refusal;

/** Progress of a simulation: how many lives are done, and the result of the first few. */
export interface ManyProgress {
  readonly done: number;
  readonly rough?: ManyLives;
}

/** The first lives, simulated by themselves for an early rough result. */
const FEW = 4;

/**
 * Simulates many lives, the first few by themselves, then the others on all workers. Rejects when the signal
 * aborts.
 */
export async function liveMany(
  request: ManyRequest,
  signal: AbortSignal,
  tell: (progress: ManyProgress) => void,
): Promise<ManyAnswer> {
  const { lives, ...life } = request;
  const first = { from: 0, before: Math.min(FEW, lives) };
  const others = divideLives({ from: first.before, before: lives }, SHARED_BY).map((range) => ({
    ...life,
    ...range,
  }));
  const few = await askSharer(0, 'lives', { ...life, ...first }, signal);
  if (!few.ok) return few;
  const parts = [few.value];
  let done = few.value.lives.length;
  if (others.length > 0) {
    const rough = await sumUp({ ...request, lives: done }, [...parts], signal);
    tell({ done, ...(rough.ok ? { rough: rough.value } : {}) });
  }
  const refusal = await askParts('lives', others, signal, (part) => {
    parts.push(part);
    done += part.lives.length;
    tell({ done });
  });
  return refusal ?? sumUp(request, parts, signal);
}

async function sumUp(
  request: ManyRequest,
  parts: readonly LivesPart[],
  signal: AbortSignal,
): Promise<ManyAnswer> {
  const sum = await askSharer(0, 'sumUp', { request, parts }, signal);
  return sum.ok ? { ok: true, value: { result: sum.value, parts } } : sum;
}
