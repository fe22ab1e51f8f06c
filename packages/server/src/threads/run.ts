import type { Answer, OperationName, Operations } from '@gigafactory/core/api';

/** Runs one operation of the core off the caller's thread. Rejects with a `RunError` if there is no answer. */
export type RunOperation = <Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
  signal?: AbortSignal,
) => Promise<Answer<Name>>;

/**
 * - `timeout`: it took longer than the limit and was stopped
 * - `busy`: too many others are waiting already
 * - `cancelled`: the caller no longer waits for the answer
 * - `crashed`: a bug in the program, or out of memory
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
