import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT } from '../failure.ts';
import { JUDGE, withVerdicts } from '../judge.ts';
import { showPlan } from '../show/plan.ts';
import { anyFails } from '../show/requirements.ts';
import { print } from './print.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'Work out the factory: fleet, fabric, power, money, runs, requirements',
  operands: [FILE],
  options: { ...JUDGE, ...EDITS },
  about: 'Exits with 1 when a requirement of the file fails.',
  run: runPlan,
};

async function runPlan(context: Context): Promise<number> {
  const { io, paint } = context;
  const factory = await readFactory(context);
  const planned = unwrap(await io.run('plan', factory), factory.file);
  const value = await withVerdicts(context, factory, planned);
  print(context, value, () => showPlan(value, factory.file, paint));
  return anyFails(value.requirements) ? EXIT.fails : EXIT.ok;
}
