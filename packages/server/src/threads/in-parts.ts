import { setMaxListeners } from 'node:events';
import {
  type Answer,
  DIVISIBLE,
  type DivisibleName,
  type Division,
  type Operations,
  type PartName,
} from '@gigafactory/core/api';
import { ok, type Refusal, type Result } from '@gigafactory/core/base';
import type { RunOperation } from './run.ts';

export interface InPartsOptions {
  /** How many parts are worked on at the same time. */
  readonly threads: number;
  /** Cancels what is not done yet. */
  readonly signal?: AbortSignal;
  /** Called before the first part of a round and after each part; `round` describes the round. */
  readonly onPart?: (done: number, parts: number, round: string | undefined) => void;
}

/**
 * Runs an operation in parts on several threads. The answer does not depend on their number. Rejects with the
 * first `RunError` of a part and cancels the others.
 */
export async function runInParts<Name extends DivisibleName>(
  run: RunOperation,
  name: Name,
  input: Operations[Name]['input'],
  options: InPartsOptions,
): Promise<Answer<Name>> {
  const divide = DIVISIBLE[name] as Divide<Name>;
  const divided = divide(input, options.threads);
  if (!divided.ok) return divided;
  const division = divided.value;
  const { part } = division;
  for (let asked = division.next(); asked.length > 0; asked = division.next()) {
    const inputs = asked;
    const round = division.describe();
    const answered = await askAll(inputs.length, (index, stop) => run(part, inputs[index]!, stop), {
      ...options,
      onPart: (done, parts) => options.onPart?.(done, parts, round),
    });
    if (!answered.ok) return answered;
    division.take(answered.value);
  }
  return division.join();
}

/** The row of the table for a name; the compiler cannot pair them by itself. */
type Divide<Name extends DivisibleName> = (
  input: Operations[Name]['input'],
  workers: number,
) => Result<Division<PartName, Name>>;

/**
 * Requests all parts, several at a time. Returns all values in the order of their parts or, without
 * requesting further parts, the first refusal.
 */
async function askAll<Value>(
  parts: number,
  ask: (part: number, stop: AbortSignal) => Promise<Result<Value>>,
  { threads, signal, onPart }: Omit<InPartsOptions, 'onPart'> & { onPart: Tell },
): Promise<Result<readonly Value[]>> {
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  setMaxListeners(0, stop);
  const values: Value[] = [];
  let refused: Refusal | undefined;
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < parts && !refused) {
      const part = next++;
      const answer = await ask(part, stop);
      if (answer.ok) values[part] = answer.value;
      else refused ??= answer;
      onPart(++done, parts);
    }
  };
  onPart(0, parts);
  const workers = Array.from({ length: threads }, work);
  try {
    await Promise.all(workers);
  } finally {
    failed.abort();
    await Promise.allSettled(workers);
  }
  return refused ?? ok(values);
}

type Tell = (done: number, parts: number) => void;
