import type { Command, Context } from '../command.ts';
import { findService, orderOf } from '../control/find-run.ts';
import { inputError } from '../failure.ts';
import { amount } from '../text/amount.ts';
import { giveToService } from './service-orders.ts';
import { ORDER } from './verbs.ts';

export const scale: Command = {
  name: 'scale',
  summary: 'Set how many replicas a service keeps: 3, or 1-4 by what is asked of it',
  operands: [{ name: 'SERVICE' }, { name: 'REPLICAS' }],
  options: ORDER,
  about: 'No more than its file has. Asks first on a terminal.',
  run: runScale,
};

async function runScale(context: Context): Promise<number> {
  const { io, args } = context;
  const [name, replicas] = args.operands;
  const [, from, to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(replicas!) ?? [];
  if (from === undefined) {
    const message = `REPLICAS is a number or two of them, as in 3 or 1-4, not "${replicas}".`;
    throw inputError('usage.replicas', message);
  }
  const bounds = { least: Number(from), most: Number(to) };
  const found = await findService(name!, io);
  const order = { ...orderOf(io, args.texts['why']), ...bounds };
  return giveToService(context, found, {
    order: (services, service) => services.scale(service, order),
    question: `Keep ${from === to ? '' : `${from} to `}${amount(bounds.most, 'replica')} of ${name}?`,
  });
}
