import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT } from '../failure.ts';
import { showPlan } from '../show/plan.ts';
import { anyFails } from '../show/requirements.ts';
import { print } from './print.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'Work out the factory: fleet, fabric, power, money, runs, requirements',
  operands: [FILE],
  options: EDITS,
  about: 'Exits with 1 when a requirement of the file fails.',
  run: runPlan,
};

async function runPlan(context: Context): Promise<number> {
  const { io, paint } = context;
  const factory = await readFactory(context);
  const value = unwrap(await io.run('plan', factory), factory.file);
  print(context, value, () => showPlan(value, factory.file, paint));
  return anyFails(value.requirements) ? EXIT.fails : EXIT.ok;
}
