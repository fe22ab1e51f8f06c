import type { OrderAnswer } from '@gigafactory/core/api';
import type { Result } from '@gigafactory/core/base';
import type { ControlPlane, Orderer } from '@gigafactory/server/operate';
import type { Command, Context } from '../command.ts';
import { type FoundRun, findEither, findNode, givenOnce, orderOf } from '../control/find-run.ts';
import { EXIT } from '../failure.ts';
import { print } from './print.ts';
import { giveToService } from './service-orders.ts';
import { isWanted, ORDER, RUN_NAME } from './verbs.ts';

const NODE_NAME = { name: 'NODE' };

export const drain: Command = {
  name: 'drain',
  summary:
    'Take a node (grok-nano:1; n3 of a cluster) out of use: its run saves and goes on without it',
  operands: [NODE_NAME],
  options: ORDER,
  about:
    'Asks first on a terminal. Where no node is spare the run waits; "gigafactory resume NODE" gives the node back.',
  run: (context) => orderNode(context, 'Drain', (plane, run, order) => plane.drain(run, order)),
};

export const resume: Command = {
  name: 'resume',
  summary: 'Give a drained or broken node back to its run',
  operands: [NODE_NAME],
  options: ORDER,
  about: 'Asks first on a terminal.',
  run: (context) => orderNode(context, 'Resume', (plane, run, order) => plane.resume(run, order)),
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
  return give(context, found, (plane, run) => plane.requeue(run, order));
}

async function orderNode(
  context: Context,
  verb: string,
  order: (
    plane: ControlPlane,
    run: string,
    order: Orderer & { readonly node: string },
  ) => Promise<Result<OrderAnswer>>,
): Promise<number> {
  const { io, args } = context;
  const found = await findNode(args.operands[0]!, io);
  const { node } = found;
  const whose = node.startsWith(`${found.run.run}:`) ? '' : ` of run ${found.run.run}`;
  if (!(await isWanted(context, `${verb} ${node}${whose}?`))) return EXIT.ok;
  const by = { ...orderOf(io, args.texts['why']), node };
  return give(context, found, (plane, run) => order(plane, run, by));
}

async function give(
  context: Context,
  { link, run }: FoundRun,
  order: (plane: ControlPlane, run: string) => Promise<Result<OrderAnswer>>,
): Promise<number> {
  const answer = givenOnce(await link.ask((plane) => order(plane, run.run)));
  print(context, { run: run.run, ...answer }, () => [
    `${run.run}: ${answer.words}`,
    ...(answer.confirmed
      ? []
      : [`The order is recorded; "gigafactory events ${run.run} -f" shows what becomes of it.`]),
  ]);
  return EXIT.ok;
}
