import { andThen, mapValue, type Result, withFixes } from '../base/index.ts';
import { factorySchema, restructure } from '../factory/index.ts';
import {
  beginFactory,
  checkScenarios,
  editedText,
  inFile,
  leversOf,
  listScenarios,
  planText,
  planWhatCan,
  tornadoOf,
} from '../study/index.ts';
import { catalogueEntries } from './catalogue.ts';
import type { Answer, OperationName, Operations } from './contract.ts';
import { explainFigure } from './explain.ts';

/** Operations that answer almost instantly, and need neither twin nor search. */
export type QuickName =
  | ('check' | 'plan' | 'explain' | 'edit' | 'restructure' | 'begin' | 'schema' | 'catalogue')
  | 'partial'
  | ('scenarios' | 'levers' | 'tornado');

type QuickHandlers = {
  readonly [Name in QuickName]: (input: Operations[Name]['input']) => Answer<Name>;
};

export const QUICK: QuickHandlers = {
  check(input) {
    const planned = planText(input);
    const value = planned.ok
      ? checkScenarios(input, planned.value.factory)
      : { problems: planned.problems, notices: [] };
    return { ok: true, value: { ...value, problems: value.problems.map(withFixes) } };
  },
  plan(input) {
    const planned = planText(input);
    return mapValue(planned, ({ plan }) => plan);
  },
  partial: (input) =>
    mapValue(planWhatCan(input), ({ problems, ...rest }) => ({
      ...rest,
      problems: problems.map(withFixes),
    })),
  explain(input) {
    const planned = planText(input);
    return planned.ok ? explainFigure(planned.value.plan.notes, input.path) : planned;
  },
  edit(input) {
    return mapValue(editedText(input), (text) => ({ text }));
  },
  restructure: (input) =>
    inFile(
      input,
      andThen(editedText(input), (text) => restructure(text, input.change)),
    ),
  begin: beginFactory,
  scenarios: listScenarios,
  levers: leversOf,
  tornado: tornadoOf,
  schema: () => ({ ok: true, value: factorySchema() }),
  catalogue: () => ({ ok: true, value: catalogueEntries() }),
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
  return mended(QUICK[name](input));
}

/** The answer with every way to mend each of its problems. */
export function mended<Value>(answer: Result<Value>): Result<Value> {
  return answer.ok ? answer : { ok: false, problems: answer.problems.map(withFixes) };
}
