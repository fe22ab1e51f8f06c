import { ownOf } from './own.ts';
import type { GatewayConfig } from './shape.ts';

/** What a model costs at a moment, US dollars per token. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly longer?: { readonly than: number; readonly input: number; readonly output: number };
}

const MILLION = 1e6;
const FREE: Price = { input: 0, output: 0 };

/**
 * The price of a model at an upstream: the newest entry that holds, that of `UPSTREAM/MODEL` before that of
 * `MODEL`. A model without entries is free: the file is refused where that could be a mistake.
 *
 * @param now s since 1970
 */
export function priceOf(
  { prices }: Pick<GatewayConfig, 'prices'>,
  upstream: string,
  model: string,
  now: number,
): Price {
  const entries = ownOf(prices, `${upstream}/${model}`) ?? ownOf(prices, model) ?? [];
  const holding = entries.filter(({ from }) => from <= now);
  const newest = holding.toSorted((a, b) => b.from - a.from)[0];
  if (!newest) return FREE;
  const { input, output, longer } = newest;
  return {
    input: input / MILLION,
    output: output / MILLION,
    ...(longer
      ? {
          longer: {
            than: longer.than,
            input: longer.input / MILLION,
            output: longer.output / MILLION,
          },
        }
      : {}),
  };
}

/** US dollars. */
export function costOf(price: Price, input: number, output: number): number {
  const rate = price.longer && input > price.longer.than ? price.longer : price;
  return input * rate.input + output * rate.output;
}

export function isFree({ input, output, longer }: Price): boolean {
  return input === 0 && output === 0 && (!longer || (longer.input === 0 && longer.output === 0));
}
