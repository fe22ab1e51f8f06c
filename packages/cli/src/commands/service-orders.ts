import type { OrderAnswer, ServiceDetail, ServiceSummary } from '@gigafactory/core/api';
import type { Result } from '@gigafactory/core/base';
import type { ServiceControl } from '@gigafactory/server/operate';
import type { Context } from '../command.ts';
import { accepted, givenOnce, orderOf } from '../control/find-run.ts';
import type { Link } from '../control/link.ts';
import { EXIT, Stopped } from '../failure.ts';
import { withProgress } from '../progress.ts';
import { print } from './print.ts';
import { isWanted } from './verbs.ts';

interface Found {
  readonly link: Link;
  readonly service: ServiceSummary;
}

interface ToGive {
  readonly order: (services: ServiceControl, name: string) => Promise<Result<OrderAnswer>>;
  readonly question: string;
}

/** Asks, gives an order to a service, and says what it came to. */
export async function giveToService(
  context: Context,
  { link, service: { service } }: Found,
  { order, question }: ToGive,
): Promise<number> {
  if (!(await isWanted(context, question))) return EXIT.ok;
  const answer = givenOnce(await link.ask((plane) => order(plane.services, service)));
  print(context, { service, ...answer }, () => [
    `${answer.words} "gigafactory why ${service}" shows what becomes of it.`,
  ]);
  return EXIT.ok;
}

const POLL_MS = 250;

/** Stops a service, and waits until nothing of it is left. */
export async function stopService(context: Context, found: Found): Promise<number> {
  const { io, args } = context;
  const { link, service } = found;
  const name = service.service;
  if (service.state !== 'stopped') {
    const question = `Stop ${name}, ${service.ready} of ${service.wanted} replicas ready? It drains first.`;
    if (!(await isWanted(context, question))) return EXIT.ok;
    const order = orderOf(io, args.texts['why']);
    givenOnce(await link.ask((plane) => plane.services.stop(name, order)), ['service.over']);
  }
  const ended = await withProgress(io, `draining ${name}`, () => untilStopped(context, found));
  print(context, { service: name, state: ended.state, confirmed: true }, () => [
    `${name}: ${ended.state}. ${ended.reason}`,
  ]);
  return EXIT.ok;
}

async function untilStopped(context: Context, { link, service }: Found): Promise<ServiceDetail> {
  const stopped = context.io.stopped();
  for (;;) {
    const now = accepted(await link.ask((plane) => plane.services.service(service.service)));
    if (now.state === 'stopped') return now;
    const signal = await Promise.race([stopped, pause()]);
    if (signal !== undefined) throw new Stopped(signal);
  }
}

export function pause(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), POLL_MS);
  });
}
