import type { Command, Context } from '../command.ts';
import { findService, orderOf } from '../control/find-run.ts';
import { giveToService } from './service-orders.ts';
import { ORDER } from './verbs.ts';

export const rollback: Command = {
  name: 'rollback',
  summary: 'Have a service go back to the version before, replica by replica',
  operands: [{ name: 'SERVICE' }],
  options: {
    version: { kind: 'integer', value: 'N', summary: 'To this one instead', least: 1 },
    ...ORDER,
  },
  about:
    '"gigafactory serve FILE" with another program makes a new version; "gigafactory why" lists them. Asks first on a terminal.',
  run: runRollback,
};

async function runRollback(context: Context): Promise<number> {
  const { io, args } = context;
  const name = args.operands[0]!;
  const version = args.numbers['version'];
  const found = await findService(name, io);
  const order = {
    ...orderOf(io, args.texts['why']),
    ...(version === undefined ? {} : { version }),
  };
  const to = version === undefined ? 'the version before' : `version ${version}`;
  return giveToService(context, found, {
    order: (services, service) => services.rollback(service, order),
    question: `Have ${name} go back to ${to}?`,
  });
}
