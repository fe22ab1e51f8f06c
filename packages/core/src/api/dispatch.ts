import type { z } from 'zod';
import { nearestName, type Problem } from '../base/index.ts';
import { type Answer, OPERATIONS, type OperationName, type Operations } from './contract.ts';
import { HANDLERS } from './handlers.ts';
import { requestProblems } from './request-problems.ts';

type Inputs = {
  readonly [Name in OperationName]: { readonly input: z.ZodType<Operations[Name]['input']> };
};

/** The table, typed so that the input of a name fits its handler. */
const INPUTS: Inputs = OPERATIONS;

/**
 * Runs one operation: checks the shape of the input, then answers the output or everything wrong with the
 * input. Pure and synchronous; throws only for a bug in the program.
 */
export function dispatch<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
): Answer<Name> {
  if (!Object.hasOwn(OPERATIONS, name)) return { ok: false, problems: [unknownOperation(name)] };
  const read = INPUTS[name].input.safeParse(input);
  if (read.success) {
    const lost = lostEdit(input);
    return lost ? { ok: false, problems: [lost] } : HANDLERS[name](read.data);
  }
  const fields = Object.keys(OPERATIONS[name].input.shape);
  return { ok: false, problems: requestProblems(fields, read.error.issues) };
}

/** The one path that zod silently drops from a record. */
function lostEdit(input: object): Problem | undefined {
  const edits = 'edits' in input ? input.edits : undefined;
  if (typeof edits !== 'object' || edits === null || !Object.hasOwn(edits, '__proto__')) return;
  const message = 'A factory file has no key "__proto__".';
  return { code: 'request.invalid', message, path: 'edits.__proto__' };
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
