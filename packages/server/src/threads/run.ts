import type { Answer, OperationName, Operations } from '@gigafactory/core/api';

/**
 * Runs one operation of the core somewhere else than on the caller's thread. Rejects with a
 * `RunError` when no answer came about.
 */
export type RunOperation = <Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
  signal?: AbortSignal,
) => Promise<Answer<Name>>;

/**
 * - `timeout`: it took longer than the limit and was stopped
 * - `busy`: too many others are waiting already
 * - `cancelled`: the answer is no longer awaited
 * - `crashed`: a mistake in the program, or out of memory
 */
export type RunErrorCode = 'timeout' | 'busy' | 'cancelled' | 'crashed';

/** Why an operation gave no answer; its message is a sentence for people. */
export class RunError extends Error {
  readonly code: RunErrorCode;

  constructor(code: RunErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RunError';
    this.code = code;
  }
}
