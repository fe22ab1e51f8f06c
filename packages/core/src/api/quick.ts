import { mapValue } from '../base/index.ts';
import { editFactory, factorySchema } from '../factory/index.ts';
import { CATALOGUE } from '../facts/index.ts';
import { inFile, planText } from '../study/index.ts';
import type { Answer, OperationName, Operations } from './contract.ts';

/** Operations that answer almost instantly, and need neither twin nor search. */
export type QuickName = 'check' | 'plan' | 'edit' | 'schema' | 'catalogue';

type QuickHandlers = {
  readonly [Name in QuickName]: (input: Operations[Name]['input']) => Answer<Name>;
};

export const QUICK: QuickHandlers = {
  check(input) {
    const planned = planText(input);
    return { ok: true, value: { problems: planned.ok ? [] : planned.problems } };
  },
  plan(input) {
    const planned = planText(input);
    return mapValue(planned, ({ plan }) => plan);
  },
  edit(input) {
    const edited = inFile(input, editFactory(input.text, input.edits ?? {}));
    return mapValue(edited, (text) => ({ text }));
  },
  schema: () => ({ ok: true, value: factorySchema() }),
  catalogue: () => ({ ok: true, value: CATALOGUE_LABELS }),
};

/** Whether an operation is one of these. */
export function isQuick(name: OperationName): name is QuickName {
  return Object.hasOwn(QUICK, name);
}

/** `operate` for only these: a caller that needs no others is spared their size. */
export function operateQuick<Name extends QuickName>(
  name: Name,
  input: Operations[Name]['input'],
): Answer<Name> {
  return QUICK[name](input);
}

/** Kinds of the catalogue whose entries a factory file names. */
const KINDS = [
  'gpu',
  'node',
  'rack',
  'switch',
  'optic',
  'storage',
  'model',
  'failures',
  'stack',
] as const;

const CATALOGUE_LABELS = Object.fromEntries(
  KINDS.map((kind) => [
    kind,
    Object.fromEntries(Object.entries(CATALOGUE[kind]).map(([name, { label }]) => [name, label])),
  ]),
);
