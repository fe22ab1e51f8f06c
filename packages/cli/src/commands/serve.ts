import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { DesiredServices, ServiceDetail } from '@gigafactory/core/api';
import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { environmentFor } from '../control/environment.ts';
import { accepted } from '../control/find-run.ts';
import { Link } from '../control/link.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, inputError, STOPS, type StopSignal } from '../failure.ts';
import { withProgress } from '../progress.ts';
import { showServicePlan } from '../show/service-plan.ts';
import { showServices } from '../show/services.ts';
import { SITE, withSite } from '../site-options.ts';
import { printable } from '../text/paint.ts';
import { print } from './print.ts';
import { pause } from './service-orders.ts';
import { isYes, YES } from './verbs.ts';

export const serve: Command = {
  name: 'serve',
  summary: 'Run services for real: start their replicas, watch, scale and drain them',
  operands: [FILE],
  options: {
    service: {
      kind: 'text',
      value: 'NAME',
      summary: 'The service (default: all of the file that have a program)',
    },
    ...SITE,
    detach: { kind: 'flag', short: 'd', summary: 'Start them and return; do not wait for them' },
    ...YES,
    ...EDITS,
  },
  about:
    'Shows first what it will start, and asks. Services share the nodes of the engine with the runs of their file: who has the higher priority takes nodes from the others, which save or drain, wait and come back. Waits until the replicas take requests, and returns; they live on until "gigafactory stop NAME". Where the services are live, other programs become a new version of them, replica by replica. Exits with 3 where one fails for good, 130 after Ctrl-C, which leaves them alone.',
  run: runServe,
};

async function runServe(context: Context): Promise<number> {
  const { io, args, paint } = refuseEarly(context);
  const sited = withSite(context);
  const factory = await readFactory(sited, { measures: true });
  const { service } = args.texts;
  const named = service === undefined ? {} : { service };
  const desired = unwrap(await io.run('services', { ...factory, ...named }), factory.file);
  const environment = environmentFor(needsOf(desired), io, factory.file);
  const folder = join(io.control.folder, 'services', desired.name);
  if (!args.flags.has('json')) {
    const lines = showServicePlan({ desired, file: factory.file, folder, host: hostname() }, paint);
    io.stdout.write(`${lines.map(printable).join('\n')}\n\n`);
  }
  if (!args.flags.has('yes') && !isYes(await io.ask?.('Start them? [y/N] '))) {
    io.stdout.write('Nothing was started.\n');
    return EXIT.ok;
  }
  const link = new Link(io);
  const order = {
    ...{ by: io.user, file: resolve(io.cwd, args.operands[0]!) },
    ...{ text: factory.text, edits: factory.edits, ...named, environment },
  };
  accepted(await link.ask((plane) => plane.services.start(order)), factory.file);
  const names = desired.asked;
  if (args.flags.has('detach')) return report(context, await detailsOf(link, names));
  return wait(context, link, names);
}

function refuseEarly(context: Context): Context {
  const { io, args } = context;
  if (io.platform === 'win32') {
    throw inputError('run.platform', 'Windows cannot run services: use WSL.');
  }
  if (args.operands[0] === '-') {
    throw inputError('run.file', '"gigafactory serve" needs a file: programs are found from it.');
  }
  if (!args.flags.has('yes') && (!io.ask || args.flags.has('json'))) {
    throw inputError(
      'run.confirm',
      'Nothing is started unseen: there is no terminal to ask on, or --json leaves no room to; add --yes.',
    );
  }
  return context;
}

function needsOf({ engine, services, asked }: DesiredServices) {
  const wanted = services.filter(({ name }) => asked.includes(name));
  const programs = wanted.map(({ name, environmentFrom }) => ({
    path: `services.${name}.program`,
    environmentFrom,
  }));
  return { engine, programs };
}

/** Until all that is wanted takes requests, or fails for good. */
async function wait(context: Context, link: Link, names: readonly string[]): Promise<number> {
  const { io } = context;
  const stopped = io.stopped();
  const ended = await withProgress(io, 'waiting for replicas', async (say) => {
    for (;;) {
      const details = await detailsOf(link, names);
      const [ready, wanted] = [sum(details, 'ready'), sum(details, 'wanted')];
      const isFailed = details.some(({ state, replicas }) => hasFailed(state, replicas));
      if (isFailed || (wanted > 0 && ready >= wanted && details.every(isCurrent))) return details;
      say(`waiting for replicas: ${ready} of ${wanted} take requests`);
      const signal = await Promise.race([stopped, pause()]);
      if (signal !== undefined) return signal;
    }
  });
  return typeof ended === 'string' ? leave(context, names, ended) : report(context, ended);
}

function hasFailed(state: ServiceDetail['state'], replicas: ServiceDetail['replicas']): boolean {
  const isOver = state !== 'active' && state !== 'held';
  return isOver || replicas.some((each) => each.state === 'failed');
}

/** Whether every replica runs the newest version. */
function isCurrent({ version, replicas }: ServiceDetail): boolean {
  return replicas.every((each) => each.state !== 'ready' || each.version === version);
}

function sum(details: readonly ServiceDetail[], key: 'ready' | 'wanted'): number {
  return details.reduce((total, each) => total + each[key], 0);
}

async function detailsOf(link: Link, names: readonly string[]): Promise<ServiceDetail[]> {
  const asked = names.map(async (name) =>
    accepted(await link.ask((plane) => plane.services.service(name))),
  );
  return Promise.all(asked);
}

function leave({ io }: Context, names: readonly string[], by: StopSignal): number {
  io.stdout.write(`${printable(`${names.join(', ')} go on; "gigafactory ls" shows them.`)}\n`);
  return STOPS[by];
}

function report(context: Context, details: readonly ServiceDetail[]): number {
  print(context, { services: details }, () => [
    ...showServices(details, context.paint),
    '',
    ...details.flatMap(addresses),
    'End them with "gigafactory stop NAME"; "gigafactory why NAME" says how they do.',
  ]);
  const failed = details.some(({ state, replicas }) => hasFailed(state, replicas));
  return failed ? EXIT.notFinished : EXIT.ok;
}

/** Where replicas answer, each with the model of its own version: that of the newest may still be on its way. */
function addresses({ replicas, versions, version: newest }: ServiceDetail): string[] {
  return replicas.flatMap(({ state, url, replica, version }) => {
    if (state !== 'ready' || url === null) return [];
    const model = versions.find((each) => each.version === version)?.model ?? 'its model';
    const older = version === newest ? '' : ` (version ${version}; version ${newest} follows)`;
    return [`${replica}: ${model} at ${url}/v1${older}`];
  });
}
