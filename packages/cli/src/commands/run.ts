import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Answer, DesiredRun, LogEntry, RunSummary, StartOrder } from '@gigafactory/core/api';
import { ok } from '@gigafactory/core/base';
import type { NamedText } from '../beside.ts';
import { type Command, type Context, EDITS, FILE, RUN } from '../command.ts';
import { attach } from '../control/attach.ts';
import { environmentFor } from '../control/environment.ts';
import { accepted } from '../control/find-run.ts';
import { hasEnded } from '../control/is-over.ts';
import { Link } from '../control/link.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, inputError, STOPS, type StopSignal } from '../failure.ts';
import { withProgress } from '../progress.ts';
import { jsonWatcher, LiveScreen, writeJson } from '../show/live.ts';
import { type RunPlan, showRunPlan } from '../show/run-plan.ts';
import { resultOf, showLastLines, showResult } from '../show/run-result.ts';
import { showSharing } from '../show/service-plan.ts';
import { SITE, withSite } from '../site-options.ts';
import { printable } from '../text/paint.ts';
import { quoted } from '../text/set-options.ts';
import { isYes, YES } from './verbs.ts';

const LIVES = 20;
/** Of the log of a run that failed: so many lines, of so many seconds. */
const MOST_LAST = 10;
const LAST_S = 60;

export const run: Command = {
  name: 'run',
  summary: 'Run it for real: train a run of the file here or on a cluster and keep it alive',
  operands: [FILE],
  options: {
    ...RUN,
    ...SITE,
    detach: { kind: 'flag', short: 'd', summary: 'Start it and return; it goes on by itself' },
    resume: { kind: 'flag', summary: 'Go on from the checkpoints of the last run of this name' },
    observe: { kind: 'flag', summary: 'Decide and write down, but order nothing by itself' },
    ...YES,
    ...EDITS,
  },
  about:
    'A run shares the nodes of the engine with the services of its file that have a program: who has the higher priority takes nodes from the others. --engine and the options after it change the engine of the file for this call. Shows first what to expect and what it will start, and asks. Ctrl-C leaves the run alone and ends only the watching. Exits with 0 when the run finishes, 3 when it fails or is stopped, 130 after Ctrl-C. With --json it prints one object a line, the result last.',
  isStream: true,
  run: runRun,
};

async function runRun(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const read = await readFactory(refuseEarly(context), { measures: true });
  const { desired, factory, left } = await desire(context, read);
  const { engine, program, name } = desired;
  const { environmentFrom } = program;
  const programs = [{ path: `runs.${name}.program`, environmentFrom }];
  const environment = environmentFor({ engine, programs }, io, factory.file);
  await refuseLive(context, desired.name);
  const plan = { ...(await foresee(context, factory, desired)), left };
  if (!(await isWanted(context, plan))) return EXIT.ok;
  const watcher = args.flags.has('json') ? jsonWatcher(io) : new LiveScreen(io, desired, paint);
  const regained = () => watcher.note('The control plane was lost; one runs again.');
  const link = new Link(io, { regained });
  const started = await start(link, {
    by: io.user,
    file: resolve(io.cwd, args.operands[0]!),
    text: factory.text,
    edits: factory.edits,
    run: desired.name,
    mode: args.flags.has('observe') ? 'observe' : 'act',
    resume: args.flags.has('resume'),
    environment,
  });
  if (args.flags.has('detach')) return sayStarted(context, started);
  if (!args.flags.has('json')) {
    io.stdout.write('Ctrl-C leaves it running and ends only the watching.\n');
  }
  const by = await attach(link, started.run, watcher, io);
  watcher.end();
  return by === undefined ? report(context, link, started.run) : leave(context, started.run, by);
}

/** What can be refused before anything is read; the context with the site among its edits. */
function refuseEarly(context: Context): Context {
  const { io, args } = context;
  if (io.platform === 'win32') {
    throw inputError(
      'run.platform',
      'Windows cannot run it: use WSL (https://learn.microsoft.com/windows/wsl), where Gigafactory is on Linux. Plan and twin work here.',
    );
  }
  if (args.operands[0] === '-') {
    throw inputError(
      'run.file',
      '"gigafactory run" needs a file: programs and configurations are found from where it stands.',
    );
  }
  if (!args.flags.has('yes') && (!io.ask || args.flags.has('json'))) {
    throw inputError(
      'run.confirm',
      'Nothing is started unseen: there is no terminal to ask on, or --json leaves no room to; read the plan with "gigafactory plan FILE", then add --yes.',
    );
  }
  return withSite(context);
}

/** The run of the file. With `--engine` it is moved: keys that only the engine of the file has are left out. */
async function desire(context: Context, factory: NamedText): Promise<Moved> {
  const { io, args } = context;
  const { run: name } = args.texts;
  const mode = args.flags.has('observe') ? ('observe' as const) : ('act' as const);
  const request = { ...factory, mode, ...(name === undefined ? {} : { run: name }) };
  const answer = await io.run('desired', request);
  const left = args.texts['engine'] === undefined ? undefined : otherKindOf(answer);
  if (!left) return { desired: unwrap(answer, factory.file), factory, left: [] };
  const moved = { ...factory, edits: { ...factory.edits, ...left } };
  const desired = unwrap(await io.run('desired', { ...request, ...moved }), factory.file);
  return { desired, factory: moved, left: Object.keys(left) };
}

interface Moved {
  readonly desired: DesiredRun;
  readonly factory: NamedText;
  /** Paths of the file that are left out. */
  readonly left: readonly string[];
}

/** The edits that remove keys of another engine, if nothing else is wrong. */
function otherKindOf(answer: Answer<'desired'>): Readonly<Record<string, string>> | undefined {
  if (answer.ok || !answer.problems.every(({ code }) => code === 'key.otherKind')) return undefined;
  return Object.assign({}, ...answer.problems.map(({ edits = {} }) => edits));
}

/** Asked before anything is said, though the control plane decides. */
async function refuseLive({ io }: Context, name: string): Promise<void> {
  const plane = await io.control.connect();
  const live = (await plane?.state())?.runs.find((each) => each.run === name && !hasEnded(each));
  if (!live) return;
  const word = quoted(name);
  throw inputError(
    'run.live',
    `A run "${name}" is live, at step ${live.progress.step} of ${live.steps}: "gigafactory logs ${word} -f" shows it, "gigafactory stop ${word}" ends it.`,
  );
}

/** The plan of the run and a quick look at lives of it. */
async function foresee(
  { io, args }: Context,
  factory: NamedText,
  desired: DesiredRun,
): Promise<Omit<RunPlan, 'left'>> {
  const { name } = desired;
  const request = { ...factory, run: name, lives: LIVES };
  const twin = await withProgress(io, `living ${LIVES} times through ${name}`, () =>
    io.run('twin', request),
  );
  return {
    desired,
    twin: unwrap(twin, factory.file),
    file: factory.file,
    folder: join(io.control.folder, 'runs', name),
    host: hostname(),
    // One that is only observed has no nodes.
    shares: args.flags.has('observe') ? [] : await sharingOf(io, factory, name),
  };
}

/** With what of the file it shares its nodes; nothing where it is led alone. */
async function sharingOf(io: Context['io'], factory: NamedText, name: string) {
  const beside = await io.run('services', { ...factory });
  return beside.ok ? showSharing(beside.value, name) : [];
}

async function isWanted({ io, args, paint }: Context, plan: RunPlan): Promise<boolean> {
  const { desired, twin, folder, host, left } = plan;
  if (args.flags.has('json')) {
    const { name, steps, prediction, program, engine } = desired;
    const { interruptions, ettr, lives, seed } = twin;
    const expected = { interruptions, goodput: ettr, lives, seed };
    const target = { host, folder, engine, ...(left.length > 0 ? { leftOut: left } : {}) };
    writeJson(io, 'plan', { run: name, steps, prediction, twin: expected, program, target });
    return true;
  }
  io.stdout.write(`${showRunPlan(plan, paint).map(printable).join('\n')}\n\n`);
  if (args.flags.has('yes')) return true;
  if (isYes(await io.ask?.('Start it? [y/N] '))) return true;
  io.stdout.write('Nothing was started.\n');
  return false;
}

/** Starts the run once, also if the connection is lost before the answer has come. */
function start(link: Link, order: StartOrder): Promise<RunSummary> {
  let isAgain = false;
  return link
    .ask(async (plane) => {
      const { runs } = isAgain ? await plane.state() : { runs: [] };
      const there = runs.find((each) => each.run === order.run && !hasEnded(each));
      isAgain = true;
      return there ? ok(there) : plane.start(order);
    })
    .then((answer) => accepted(answer, order.file));
}

function sayStarted({ io, args }: Context, started: RunSummary): number {
  if (args.flags.has('json')) writeJson(io, 'result', started);
  else io.stdout.write(`${printable(`${started.run} is started. ${howToWatch(started.run)}`)}\n`);
  return EXIT.ok;
}

/** It goes on by itself. */
function leave({ io, args }: Context, name: string, by: StopSignal | 'gone'): number {
  if (args.flags.has('json')) writeJson(io, 'detached', { run: name });
  else io.stdout.write(`${printable(`${name} goes on. ${howToWatch(name)}`)}\n`);
  return by === 'gone' ? EXIT.ok : STOPS[by];
}

async function report({ io, args, paint }: Context, link: Link, name: string): Promise<number> {
  const detail = accepted(await link.ask((plane) => plane.run(name)));
  if (args.flags.has('json')) writeJson(io, 'result', resultOf(detail));
  else {
    const lines = detail.state === 'failed' ? await lastLines(link, name) : [];
    const result = [...showResult(detail, paint), ...showLastLines(lines, io.clock, paint)];
    io.stdout.write(`${result.map(printable).join('\n')}\n`);
  }
  return detail.state === 'finished' ? EXIT.ok : EXIT.notFinished;
}

/** What the ranks wrote last, where it may say why they failed. */
async function lastLines(link: Link, name: string): Promise<LogEntry[]> {
  const last: LogEntry[] = [];
  const entries = link.follow<string, LogEntry>({
    open: (plane, after) => plane.logs(name, after === undefined ? { since: LAST_S } : { after }),
    isOver: async () => true,
    signal: new AbortController().signal,
  });
  for await (const entry of entries) {
    last.push(entry);
    if (last.length > MOST_LAST) last.shift();
  }
  return last;
}

function howToWatch(name: string): string {
  const word = quoted(name);
  return `Watch it with "gigafactory logs ${word} -f" or "gigafactory ls"; end it with "gigafactory stop ${word}".`;
}
