import { nearestName, type Problem } from '../base/index.ts';
import type { Answer, OperationName, Operations } from './contract.ts';
import { HANDLERS } from './handlers.ts';
import { OPERATIONS } from './operations.ts';
import { requestProblems } from './request-problems.ts';

/**
 * Runs one operation: checks the input's shape, then answers its output or all that is wrong with
 * the input. Pure and synchronous; throws only on a fault of the program.
 */
export function dispatch<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
): Answer<Name> {
  const row = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (!row) return { ok: false, problems: [unknownOperation(name)] };
  const read = row.input.safeParse(input);
  if (read.success) return HANDLERS[name](input);
  return { ok: false, problems: requestProblems(Object.keys(row.input.shape), read.error.issues) };
}

function unknownOperation(name: string): Problem {
  const names = Object.keys(OPERATIONS);
  const nearest = nearestName(name, names);
  return {
    code: 'operation.unknown',
    message: `There is no operation "${name}"; there are ${names.join(', ')}.`,
    ...(nearest === undefined ? {} : { nearest }),
  };
}
