import type { Answered } from '@gigafactory/grok/skill';
import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { readFactory } from '../factory-text.ts';
import { EXIT, InputError } from '../failure.ts';
import { MODEL, withSkill } from '../skill.ts';
import { print } from './print.ts';

export const ask: Command = {
  name: 'ask',
  summary: 'Ask about a factory in plain English',
  operands: [FILE, { name: 'QUESTION' }],
  options: {
    'dry-run': { kind: 'flag', summary: 'Only say which operation it would call, and with what' },
    ...MODEL,
    ...EDITS,
  },
  about:
    'grok-nano turns the question into a call of explain, plan, strategies, twin, optimise, power or check and runs it; what lies outside, and whatever would act on the world, it refuses. It is small and may misread: the call is always shown.',
  run: runAsk,
};

async function runAsk(context: Context): Promise<number> {
  const { args } = context;
  const { text, file, edits } = await readFactory(context);
  const question = args.operands[1] ?? '';
  const skill = await withSkill(context);
  const edited =
    edits && Object.keys(edits).length > 0
      ? await context.io.run('edit', { text, edits })
      : undefined;
  if (edited && !edited.ok) throw new InputError(edited.problems, file);
  const about = { text: edited?.value.text ?? text, file };
  const answered = await skill.ask({ question, file: about, dryRun: args.flags.has('dry-run') });
  if (!answered.ok) throw new InputError(answered.problems, file);
  const { operation, arguments: given, answer, model } = answered.value;
  print(context, { operation, arguments: given, answer, model }, () => show(answered.value));
  return EXIT.ok;
}

function show({ operation, arguments: given, answer, model }: Answered): string[] {
  const call = operation === 'none' ? 'none' : `${operation} ${JSON.stringify(given)}`;
  const said = answer.text === '' ? [] : answer.text.split('\n');
  return [`${call}  (${model})`, ...said];
}
