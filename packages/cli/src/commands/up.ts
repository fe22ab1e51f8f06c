import { basename } from 'node:path';
import type { Result } from '@gigafactory/core/base';
import type { Plan } from '@gigafactory/core/plan';
import type { TwinResult } from '@gigafactory/core/twin';
import type { Served, ServeOptions } from '@gigafactory/server';
import type { StateFolder } from '@gigafactory/server/state';
import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { openEmbedded } from '../embedded.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, InputError, inputError } from '../failure.ts';
import { openUpGateway } from '../gateway.ts';
import { withProgress } from '../progress.ts';
import { showPlan } from '../show/plan.ts';
import { showLives } from '../show/twin.ts';
import { amount, share } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import { print } from './print.ts';

const LIVES = 20;

export const up: Command = {
  name: 'up',
  summary: 'Plan, twin each run briefly, and serve the console on this machine',
  operands: [FILE],
  options: {
    port: {
      kind: 'integer',
      value: 'N',
      summary: 'Port; the next free one if it is taken',
      default: 4600,
      most: 65_535,
    },
    ...EDITS,
  },
  about: 'Runs until it is stopped with Ctrl-C.',
  run: runUp,
};

async function runUp(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const factory = await readFactory(context);
  const plan = unwrap(await io.run('plan', factory), factory.file);
  // Loaded only here: no other command should pay for a server, or for the address space it takes.
  const { findConsole, serve } = await import('@gigafactory/server');
  const folder = findConsole(import.meta.url);
  if (!folder.ok) throw new InputError(folder.problems);
  const twins = await withProgress(io, 'living through the runs', () =>
    twinAll(context, factory, plan),
  );
  const state = await openState(context);
  const file = await servedFile(context, factory);
  const embedded = state.ok
    ? await openEmbedded(io, { text: file.text, file: file.name }, `up ${file.name}`)
    : { upstreams: [], notes: [] };
  const api = state.ok ? await openUpGateway(io, state.value, embedded.upstreams) : undefined;
  const served = await start(serve, {
    file,
    console: folder.value,
    port: args.numbers['port']!,
    ...(state.ok ? { folder: state.value } : {}),
    ...(api ? { gateway: api.gateway } : {}),
  });
  // Only in the fragment, which a browser sends to nobody.
  const url = state.ok ? `${served.url}#token=${state.value.token}` : served.url;
  const models = api?.gateway.models() ?? [];
  print(context, { url, plan, twins, models }, () => [
    ...showPlan(plan, factory.file, paint),
    '',
    ...facts('Twin', twins.map(toFact), paint),
    '',
    ...(state.ok ? [] : state.problems.map(({ message }) => `No real runs: ${message}`)),
    ...embedded.notes,
    ...(api?.notes ?? []),
    ...showAddress({ ...served, url }, args.numbers['port']!, context),
    ...(api ? [showApi(served.url, models)] : []),
  ]);
  await io.stopped();
  await served.close();
  return EXIT.ok;
}

/** Where there can be no real runs the page shows none, and the reason is printed. */
async function openState({ io }: Context): Promise<Result<StateFolder>> {
  const { openStateFolder, stateHome } = await import('@gigafactory/server/state');
  return openStateFolder(stateHome(io.env));
}

type Factory = Awaited<ReturnType<typeof readFactory>>;

/** A quick look at each run: few lives, as long and of the same seed as those of the other commands. */
async function twinAll({ io }: Context, factory: Factory, plan: Plan): Promise<TwinResult[]> {
  const results: TwinResult[] = [];
  for (const run of Object.keys(plan.training)) {
    results.push(unwrap(await io.run('twin', { ...factory, run, lives: LIVES }), factory.file));
  }
  return results;
}

/** The console opens with the edits of `--set` written into the file. */
async function servedFile({ io }: Context, factory: Factory) {
  const edited = Object.keys(factory.edits).length > 0;
  const text = edited ? unwrap(await io.run('edit', factory), factory.file).text : factory.text;
  return { name: factory.file === '-' ? 'factory.yaml' : basename(factory.file), text };
}

async function start(
  serve: (options: ServeOptions) => Promise<Served>,
  options: ServeOptions,
): Promise<Served> {
  try {
    return await serve(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const { port } = options;
    throw inputError('serve.port', `Port ${port} and the ports after it cannot be used (${code}).`);
  }
}

function toFact(twin: TwinResult): readonly [string, string] {
  const { unexpected, planned } = twin.interruptions;
  const goodput = `${share(twin.ettr.mean)} (${share(twin.ettr.p10)} to ${share(twin.ettr.p90)})`;
  return [
    twin.run,
    `${showLives(twin)}: ${amount(unexpected.mean, '1')} unexpected and ${amount(planned.mean, '1')} planned interruptions, goodput ${goodput}`,
  ];
}

function showAddress({ url, port }: Served, wanted: number, { paint }: Context): string[] {
  const moved = wanted !== 0 && port !== wanted ? [`Port ${wanted} is taken.`] : [];
  return [...moved, `Console: ${paint('bold', url)}  (Ctrl-C stops it)`];
}

function showApi(url: string, models: readonly string[]): string {
  const what =
    models.length > 0 ? `models ${models.join(', ')}` : 'no models yet: see docs/gateway.md';
  return `API: ${url}v1 (${what})`;
}
