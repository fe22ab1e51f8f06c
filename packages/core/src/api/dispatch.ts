import type { z } from 'zod';
import { nearestName, type Problem, type Result } from '../base/index.ts';
import { type Answer, OPERATIONS, type OperationName, type Operations } from './contract.ts';
import { operate } from './handlers.ts';
import { MOST_EDITS } from './inputs.ts';
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
  const checked = checkInput(name, input);
  return checked.ok ? operate(name, checked.value) : checked;
}

/** The input of an operation, if that is what it is, or everything wrong with its shape. */
export function checkInput<Name extends OperationName>(
  name: Name,
  input: unknown,
): Result<Operations[Name]['input']> {
  const wrong = editsProblem(input);
  if (wrong) return { ok: false, problems: [wrong] };
  const read = INPUTS[name].input.safeParse(input);
  if (read.success) return { ok: true, value: read.data };
  const fields = Object.keys(OPERATIONS[name].input.shape);
  return { ok: false, problems: requestProblems(fields, read.error.issues) };
}

/** Refuses too many edits, before any is read, and the one path that zod drops from a record. */
function editsProblem(input: unknown): Problem | undefined {
  if (!isObject(input)) return undefined;
  const { edits, with: scenarios, points } = input;
  const lists = [
    ...nested(edits, 'edits'),
    ...listed(scenarios, 'with'),
    ...listed(points, 'points'),
  ];
  for (const [path, each] of lists) {
    const count = Object.keys(each).length;
    if (count > MOST_EDITS) {
      const message = `${count} edits are more than the ${MOST_EDITS} that one request may make; change the text itself.`;
      return { code: 'request.invalid', message, path, expected: `at most ${MOST_EDITS} edits` };
    }
    if (!Object.hasOwn(each, '__proto__')) continue;
    const message = 'A factory file has no key "__proto__".';
    return { code: 'request.invalid', message, path: `${path}.__proto__` };
  }
  return undefined;
}

type Nested = readonly [path: string, edits: Readonly<Record<string, unknown>>];

function nested(edits: unknown, path: string): readonly Nested[] {
  return isObject(edits) ? [[path, edits]] : [];
}

/** Edits in a list of objects, such as those of scenarios. */
function listed(list: unknown, path: string): readonly Nested[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((each: unknown, index) =>
    isObject(each) ? nested(each['edits'], `${path}.${index}.edits`) : [],
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
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
