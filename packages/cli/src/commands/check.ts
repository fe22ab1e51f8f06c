import { showProblem } from '@gigafactory/core/base';
import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, InputError } from '../failure.ts';
import { JUDGE, withVerdicts } from '../judge.ts';
import { anyFails, showRequirements } from '../show/requirements.ts';
import { paragraph } from '../text/wrap.ts';
import { print } from './print.ts';

export const check: Command = {
  name: 'check',
  summary: 'Read a factory file and check its requirements against plan and twin',
  operands: [FILE],
  options: { ...JUDGE, ...EDITS },
  about:
    'Exits with 1 when a requirement fails and with 2 when the file, or one of its scenarios, has problems.',
  run: runCheck,
};

async function runCheck(context: Context): Promise<number> {
  const { io, paint } = context;
  const factory = await readFactory(context);
  const { problems, notices } = unwrap(await io.run('check', factory), factory.file);
  if (problems.length > 0) throw new InputError(problems, factory.file);
  const plan = unwrap(await io.run('plan', factory), factory.file);
  const { requirements } = await withVerdicts(context, factory, plan);
  print(context, { problems, notices, requirements }, () => [
    `${factory.file}: the file is fine.`,
    ...notices.flatMap((notice) => paragraph(showProblem(notice, factory.file), paint.width)),
    '',
    ...showRequirements(requirements, paint),
  ]);
  return anyFails(requirements) ? EXIT.fails : EXIT.ok;
}
