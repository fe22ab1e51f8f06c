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
  /** Cancels what is not done yet. */
  readonly signal?: AbortSignal;
  /** Called before the first part of a round and after each part; `round` describes the round. */
  readonly onPart?: (done: number, parts: number, round: string | undefined) => void;
}

/** What answers the parts of an operation: threads of this machine, or tasks of a cluster. */
export interface Workers {
  /** How many there are: the more, the smaller the parts. */
  readonly count: number;
  /**
   * Answers to all inputs in their order or, without asking for more, the first refusal. Rejects with the first
   * `RunError` of a part and cancels the others.
   */
  answerAll<Part extends PartName>(
    part: Part,
    inputs: readonly Operations[Part]['input'][],
    watch: PartsWatch,
  ): Promise<Result<readonly Operations[Part]['output'][]>>;
}

export interface PartsWatch {
  /** Cancels what is not done yet. */
  readonly signal?: AbortSignal | undefined;
  /** Called before the first part and after each. */
  readonly onPart: (done: number, parts: number) => void;
}

/** Threads as workers; each answers one part at a time. */
export function threadWorkers(run: RunOperation, count: number): Workers {
  return {
    count,
    answerAll: (part, inputs, watch) =>
      askAll(inputs.length, (index, stop) => run(part, inputs[index]!, stop), count, watch),
  };
}

/** Runs an operation in parts. The answer does not depend on who answers the parts, nor on their number. */
export async function runInParts<Name extends DivisibleName>(
  workers: Workers,
  name: Name,
  input: Operations[Name]['input'],
  options: InPartsOptions = {},
): Promise<Answer<Name>> {
  const divide = DIVISIBLE[name] as Divide<Name>;
  const divided = divide(input, workers.count);
  if (!divided.ok) return divided;
  const division = divided.value;
  const { part } = division;
  for (let asked = division.next(); asked.length > 0; asked = division.next()) {
    const round = division.describe();
    const answered = await workers.answerAll(part, asked, {
      signal: options.signal,
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
  threads: number,
  { signal, onPart }: PartsWatch,
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
