import type { LeftOut } from '@gigafactory/core/study';
import type { NamedText } from '../beside.ts';
import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, InputError } from '../failure.ts';
import { JUDGE, withVerdicts } from '../judge.ts';
import { showPlan } from '../show/plan.ts';
import { anyFails } from '../show/requirements.ts';
import { print } from './print.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'Work out the factory: fleet, fabric, power, money, runs, requirements',
  operands: [FILE],
  options: { ...JUDGE, ...EDITS },
  about:
    'Exits with 1 when a requirement of the file fails, and with 2 when something cannot be planned; the rest is, without it.',
  run: runPlan,
};

async function runPlan(context: Context): Promise<number> {
  const { io, paint } = context;
  const factory = await readFactory(context);
  const planned = await io.run('plan', factory);
  if (!planned.ok) return planRest(context, factory);
  const value = await withVerdicts(context, factory, planned.value);
  print(context, value, () => showPlan(value, factory.file, paint));
  return anyFails(value.requirements) ? EXIT.fails : EXIT.ok;
}

/** The problems, and the plan of what has none, if there is any. */
async function planRest(context: Context, factory: NamedText): Promise<number> {
  const { io, paint, args } = context;
  const { problems, plan, without } = unwrap(await io.run('partial', factory), factory.file);
  const refused = new InputError(problems, factory.file);
  if (!plan) throw refused;
  if (args.flags.has('json')) {
    print(context, { problems, partial: { plan, without } }, () => []);
    return EXIT.badInput;
  }
  print(context, plan, () => [
    `Planned without ${leftOut(without)}, for what is said below.`,
    '',
    ...showPlan(plan, factory.file, paint),
  ]);
  throw refused;
}

/** `run grok-3, service chat and 2 claims`. */
function leftOut({ runs, services, claims }: LeftOut): string {
  const parts = [
    ...runs.map((name) => `run ${name}`),
    ...services.map((name) => `service ${name}`),
    ...(claims > 0 ? [claims === 1 ? '1 claim' : `${claims} claims`] : []),
  ];
  const last = parts.pop();
  return parts.length === 0 ? `${last}` : `${parts.join(', ')} and ${last}`;
}
