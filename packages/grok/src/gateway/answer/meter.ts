import type { Account } from '../books/account.ts';
import { costOf, type Price } from '../config/prices.ts';
import type { UpstreamEvent } from '../upstream.ts';
import { tokensIn, type Usage, usageOf } from './usage.ts';

type Told = Extract<UpstreamEvent, { kind: 'usage' }>;

export interface MeterParts {
  readonly price: Price;
  readonly inputBytes: number;
  readonly mostTokens: number;
  /** Who pays: the key and the site. */
  readonly payers: readonly Account[];
}

/**
 * What one try of an answer has cost so far. It stands open in the accounts of those who pay, so that answers side by
 * side cannot together spend what is left twice.
 */
export class Meter {
  readonly #parts: MeterParts;
  #outputBytes = 0;
  /** Of calls that are not whole yet. */
  #unfinishedBytes = 0;
  #told: Told | undefined;
  /** As it stands in the accounts, US dollars. */
  #open = 0;

  constructor(parts: MeterParts) {
    this.#parts = parts;
    this.#update();
  }

  /** US dollars so far, about. */
  get cost(): number {
    return this.#open;
  }

  get outputBytes(): number {
    return this.#outputBytes + this.#unfinishedBytes;
  }

  wrote(text: string): void {
    this.#outputBytes += Buffer.byteLength(text);
    this.#update();
  }

  /** So many bytes of calls that follow whole, all of them one after the other, or not at all. */
  writes(bytes: number): void {
    this.#unfinishedBytes += bytes;
    this.#update();
  }

  wroteCall(text: string): void {
    this.#unfinishedBytes = 0;
    this.wrote(text);
  }

  told(usage: Told): void {
    this.#told = usage;
  }

  usage(): Usage {
    const { outputBytes } = this;
    const { inputBytes, mostTokens } = this.#parts;
    return usageOf(this.#told, { inputBytes, outputBytes, mostTokens });
  }

  /** Takes it out of what stands open, and says what it used and cost. */
  close(): { readonly usage: Usage; readonly cost: number } {
    const usage = this.usage();
    const cost = costOf(this.#parts.price, usage.input, usage.output);
    this.#stand(0);
    return { usage, cost };
  }

  #update(): void {
    const { price, inputBytes } = this.#parts;
    this.#stand(costOf(price, tokensIn(inputBytes), tokensIn(this.outputBytes)));
  }

  #stand(dollars: number): void {
    for (const account of this.#parts.payers) account.open += dollars - this.#open;
    this.#open = dollars;
  }
}
