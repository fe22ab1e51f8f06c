import {
  type Answer,
  type OperationName,
  type Operations,
  shortenStrategy,
} from '@gigafactory/core/api';
import type { Result } from '@gigafactory/core/base';
import { runTool } from '@gigafactory/core/tools';
import type { Call } from '../call/call.ts';
import type { Said } from './figures.ts';
import * as say from './say.ts';

/** Runs one operation of the core, in this thread or another; where it can be abandoned, the signal does, and it rejects. */
export type RunOperation = <Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
  signal?: AbortSignal,
) => Promise<Answer<Name>>;

/** The file that a question is about. */
export interface AskedFile {
  readonly text: string;
  readonly file?: string;
}

/** Lives of a twin, and of each policy of a search: fewer than the commands', for a person waits. */
const LIVES = 20;

/** Runs a call on the file and says what came of it. Its problems, as those of a fleet that no run fits, are an answer too. */
export async function runCall(
  { operation, arguments: given }: Call,
  file: AskedFile,
  run: RunOperation,
): Promise<Said> {
  const edits = operation === 'plan' ? editsOf(given) : {};
  const ask = <Name extends OperationName>(name: Name, more: Given = {}) =>
    runTool(name, { ...more, ...given }, file, run);
  const told = <Value>(answer: Result<Value>, tell: (value: Value) => Said): Said =>
    answer.ok ? tell(answer.value) : say.sayRefused(answer.problems, edits);
  if (operation === 'explain') return told(await ask('explain'), say.sayExplained);
  if (operation === 'plan') return planned(file, edits, run);
  if (operation === 'strategies')
    return told(await ask('strategies'), (report) => say.sayStrategies(report, shortenStrategy));
  if (operation === 'twin') return told(await ask('twin', { lives: LIVES }), say.sayTwin);
  if (operation === 'optimise')
    return told(await ask('optimise', { over: [], lives: LIVES }), say.sayPolicies);
  if (operation === 'power') return told(await ask('power'), say.sayPower);
  return told(await ask('check'), say.sayChecked);
}

type Given = Readonly<Record<string, unknown>>;
type Edits = Readonly<Record<string, string>>;

function editsOf({ edits }: Given): Edits {
  return typeof edits === 'object' && edits !== null ? (edits as Edits) : {};
}

async function planned(file: AskedFile, edits: Edits, run: RunOperation): Promise<Said> {
  const plan = (made: Edits) =>
    runTool('plan', Object.keys(made).length > 0 ? { edits: made } : {}, file, run);
  const isEdited = Object.keys(edits).length > 0;
  const now = await plan(edits);
  const before = isEdited ? await plan({}) : undefined;
  const stood = before?.ok ? before.value : undefined;
  if (now.ok) return say.sayPlan(now.value, edits, stood);
  const remedy = say.remedyOf(now.problems);
  const mended = remedy && (await plan({ ...edits, ...remedy }));
  return mended?.ok
    ? say.sayMended({
        problems: now.problems,
        edits,
        remedy: remedy ?? {},
        plan: mended.value,
        stood,
      })
    : say.sayRefused(now.problems, edits);
}
