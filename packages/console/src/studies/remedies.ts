import type { Answer, FactoryText, Lever } from '../api/types.ts';
import type { LongProgress } from '../api/useLong.ts';
import { carryOut } from './carryOut.ts';

/** An input that was tried: what was found, or why nothing could be. */
export interface Tried {
  readonly lever: Lever;
  readonly answer: Answer<'seek'>;
}

/** Inputs that are tried for a claim: each takes dozens of plans. */
const MOST_TRIED = 8;

/** What a model or a product is made of: another number would be another product. */
const GIVEN = /^models\.|(PerNode|PerRack|ports|links)$/;

/** Of inputs that a claim rests on those to try: what moves it, decisions first. */
export function worthTrying(levers: readonly Lever[]): readonly Lever[] {
  return levers.filter((lever) => moves(lever) && !GIVEN.test(lever.path)).slice(0, MOST_TRIED);
}

/** A number of GPUs may change the search and the fabric, which formulas do not tell. */
function moves({ path, ends: [low, high] }: Lever): boolean {
  return low !== high || /(^|\.)gpus$/.test(path);
}

/** Seeks the value of each input in turn at which a claim holds, and tells what it has as it comes. */
export async function seekAll(
  { file, claim }: { readonly file: FactoryText; readonly claim: string },
  levers: readonly Lever[],
  signal: AbortSignal,
  tell: (progress: LongProgress<readonly Tried[]>) => void,
): Promise<{ readonly ok: true; readonly value: readonly Tried[] }> {
  const tried: Tried[] = [];
  const say = (said?: string) =>
    tell({ done: tried.length, of: levers.length, said, rough: [...tried] });
  say();
  for (const lever of levers) {
    const { path, from, to } = lever;
    const input = { ...file, requirement: claim, over: path, from, to };
    const answer = await carryOut('seek', input, signal, ({ said }) => say(said));
    tried.push({ lever, answer });
    say();
  }
  return { ok: true, value: tried };
}
