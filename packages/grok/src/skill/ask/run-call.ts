import {
  type Answer,
  type OperationName,
  type Operations,
  shortenStrategy,
} from '@gigafactory/core/api';
import type { Call } from '../call/call.ts';
import type { Said } from './figures.ts';
import * as say from './say.ts';

/** Runs one operation of the core, in this thread or another. */
export type RunOperation = <Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
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
  const options = given as Record<string, never>;
  const edits: Readonly<Record<string, string>> =
    operation === 'plan' ? (options['edits'] ?? {}) : {};
  const told = <Name extends OperationName>(
    answer: Answer<Name>,
    tell: (value: Operations[Name]['output']) => Said,
  ): Said =>
    answer.ok
      ? tell(answer.value as Operations[Name]['output'])
      : say.sayRefused(answer.problems, edits);
  if (operation === 'explain')
    return told<'explain'>(
      await run('explain', { ...file, path: String(given['path']) }),
      say.sayExplained,
    );
  if (operation === 'plan') return planned(file, edits, run);
  if (operation === 'strategies')
    return told<'strategies'>(await run('strategies', { ...file, ...options }), (report) =>
      say.sayStrategies(report, shortenStrategy),
    );
  if (operation === 'twin')
    return told<'twin'>(await run('twin', { ...file, lives: LIVES, ...options }), say.sayTwin);
  if (operation === 'optimise')
    return told<'optimise'>(
      await run('optimise', { ...file, over: [], lives: LIVES, ...options }),
      say.sayPolicies,
    );
  if (operation === 'power')
    return told<'power'>(await run('power', { ...file, ...options }), say.sayPower);
  return told<'check'>(await run('check', file), say.sayChecked);
}

async function planned(
  file: AskedFile,
  edits: Readonly<Record<string, string>>,
  run: RunOperation,
): Promise<Said> {
  const isEdited = Object.keys(edits).length > 0;
  const now = await run('plan', isEdited ? { ...file, edits } : file);
  const before = isEdited ? await run('plan', file) : undefined;
  const stood = before?.ok ? before.value : undefined;
  if (now.ok) return say.sayPlan(now.value, edits, stood);
  const remedy = say.remedyOf(now.problems);
  const mended = remedy && (await run('plan', { ...file, edits: { ...edits, ...remedy } }));
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
