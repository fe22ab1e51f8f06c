import type { OrderAnswer } from '@gigafactory/core/api';
import type { Result } from '@gigafactory/core/base';
import type { ControlPlane } from '@gigafactory/server/operate';
import type { Command, Context } from '../command.ts';
import { findEither, findNode, givenOnce, orderOf } from '../control/find-run.ts';
import type { Link } from '../control/link.ts';
import { EXIT } from '../failure.ts';
import { print } from './print.ts';
import { giveToService } from './service-orders.ts';
import { isWanted, ORDER, RUN_NAME } from './verbs.ts';

const NODE_NAME = { name: 'NODE' };

export const drain: Command = {
  name: 'drain',
  summary:
    'Take a node (grok-nano:1; n3 of a cluster) out of use: what runs on it saves or drains, and moves',
  operands: [NODE_NAME],
  options: ORDER,
  about:
    'Asks first on a terminal. Before the colon stands a run or a service. Where no node is spare it waits; "gigafactory resume NODE" gives the node back.',
  run: (context) => orderNode(context, { verb: 'Drain', order: 'drain' }),
};

export const resume: Command = {
  name: 'resume',
  summary: 'Give a drained or broken node back to its run or service',
  operands: [NODE_NAME],
  options: ORDER,
  about: 'Asks first on a terminal.',
  run: (context) => orderNode(context, { verb: 'Resume', order: 'resume' }),
};

export const requeue: Command = {
  name: 'requeue',
  summary: 'Have a run save, stop and start again from there; a service replica by replica',
  operands: [RUN_NAME],
  options: ORDER,
  about: 'Asks first on a terminal.',
  run: orderRequeue,
};

async function orderRequeue(context: Context): Promise<number> {
  const { io, args } = context;
  const found = await findEither(args.operands[0]!, io);
  const order = orderOf(io, args.texts['why']);
  if ('service' in found) {
    const question = `Start the replicas of ${found.service.service} again, one after the other?`;
    return giveToService(context, found, {
      order: (plane, name) => plane.restart(name, order),
      question,
    });
  }
  if (!(await isWanted(context, `Requeue ${found.run.run}?`))) return EXIT.ok;
  const { link, run } = found;
  return give(context, { link, name: run.run, kind: 'run' }, (plane) =>
    plane.requeue(run.run, order),
  );
}

async function orderNode(
  context: Context,
  { verb, order }: { readonly verb: 'Drain' | 'Resume'; readonly order: 'drain' | 'resume' },
): Promise<number> {
  const { io, args } = context;
  const { link, owner, node } = await findNode(args.operands[0]!, io);
  const { kind, name, unit } = owner;
  const isTold = node.startsWith(`${name}:`) || node.startsWith(`${unit}:`);
  const whose = isTold ? '' : ` of ${kind} ${name}`;
  if (!(await isWanted(context, `${verb} ${node}${whose}?`))) return EXIT.ok;
  const by = { ...orderOf(io, args.texts['why']), node };
  return give(context, { link, name, kind }, (plane) =>
    kind === 'run' ? plane[order](name, by) : plane.services[order](name, by),
  );
}

async function give(
  context: Context,
  { link, name, kind }: { readonly link: Link; readonly name: string; readonly kind: string },
  order: (plane: ControlPlane) => Promise<Result<OrderAnswer>>,
): Promise<number> {
  const answer = givenOnce(await link.ask(order));
  print(context, { [kind]: name, ...answer }, () => [
    `${name}: ${answer.words}`,
    ...(answer.confirmed
      ? []
      : [`The order is recorded; "gigafactory events ${name} -f" shows what becomes of it.`]),
  ]);
  return EXIT.ok;
}
