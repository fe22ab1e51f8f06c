import type { Problem, Result } from '@gigafactory/core/base';
import { editFactory, inlineBeside } from '@gigafactory/core/factory';
import type { Plan } from '@gigafactory/core/plan';
import type { TwinResult } from '@gigafactory/core/twin';
import type { OpenedGateway } from '@gigafactory/grok/gateway';
import type { AskedFile } from '@gigafactory/grok/skill';
import type {
  LaterAssistant,
  LaterGateway,
  PeopleBooks,
  Served,
  ServeOptions,
} from '@gigafactory/server/http';
import type { PeopleOf } from '@gigafactory/server/people';
import type { StateFolder } from '@gigafactory/server/state';
import type { RunOperation } from '@gigafactory/server/threads';
import { laterAssistant } from '../assistant.ts';
import type { NamedText } from '../beside.ts';
import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { type Embedded, openEmbedded } from '../embedded.ts';
import { unwrap } from '../factory-text.ts';
import { EXIT, InputError } from '../failure.ts';
import { isReplica, openUpGateway, refuseGateway } from '../gateway.ts';
import type { Io } from '../io.ts';
import { movedFrom, onPort } from '../on-port.ts';
import { inviteFirst } from '../people.ts';
import { peopleBooks } from '../people-books.ts';
import { withProgress } from '../progress.ts';
import { openServedFile, type ServedFile } from '../served-file.ts';
import { showPlan } from '../show/plan.ts';
import { problemLines } from '../show/problem.ts';
import { showLives } from '../show/twin.ts';
import { amount, share } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import { wrap } from '../text/wrap.ts';
import { VERSION } from '../version.ts';
import { print } from './print.ts';

const LIVES = 20;

export const up: Command = {
  name: 'up',
  summary: 'Serve the console on this machine, then plan and twin each run briefly',
  operands: [FILE],
  options: {
    port: {
      kind: 'integer',
      value: 'N',
      summary: 'Port; the next free one if it is taken',
      default: 4600,
      most: 65_535,
    },
    'read-only': { kind: 'flag', summary: 'Let no page save the file' },
    people: { kind: 'flag', summary: 'Have people sign in; prints a link for the first of them' },
    ...EDITS,
  },
  about:
    'Serves at once; what it plans and simulates follows when it is computed. Pages show the file as it is on disk, follow its changes, and save it when told to; a file with mistakes is served too, to be mended there. Values of --set are edits on the page, not in the file. Runs until it is stopped with Ctrl-C.',
  run: runUp,
};

async function runUp(context: Context): Promise<number> {
  const { io } = context;
  const file = await openServedFile(context);
  const site = await openSite(context, file);
  const stopped = io.stopped();
  const pool = await io.startPool(1);
  try {
    // Its models are opened once there is time; what is wrong with it a person should hear before.
    if (site.folder) await refuseGateway(io, site.folder);
    // Computed in a thread: the page must not wait for it.
    await Promise.race([stopped, showSummary(context, file.read(), site, pool.run)]);
    await Promise.race([stopped, goOnChatting(context, site)]);
    await stopped;
  } finally {
    await Promise.all([pool.close(), site.served.close()]);
  }
  return EXIT.ok;
}

/** Answers that were under way when the server ended last go on without anybody asking. */
async function goOnChatting({ io }: Context, { assistant }: Site): Promise<void> {
  try {
    await assistant?.open();
  } catch (error) {
    io.stderr.write(`No chats: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

/** What is served, and where. */
interface Site {
  readonly served: Served;
  /** With the token, only in the fragment, which a browser sends to nobody. */
  readonly url: string;
  /** Absent, and so is the gateway, where there is no state folder. */
  readonly folder?: StateFolder;
  readonly gateway?: LaterGateway<OpenedGateway>;
  readonly assistant?: LaterAssistant;
  /** What a person should know of it, in sentences; more once the gateway is open. */
  readonly notes: string[];
}

/** Listens, and prints the address. */
async function openSite(context: Context, file: ServedFile): Promise<Site> {
  const { args } = context;
  // Loaded only here: no other command should pay for a server, or for the address space it takes.
  const { findConsole, serve } = await import('@gigafactory/server/http');
  const folder = findConsole(import.meta.url);
  if (!folder.ok) throw new InputError(folder.problems);
  const state = await openState(context);
  const notes = state.ok ? [] : state.problems.map(({ message }) => `No real runs: ${message}`);
  const later = state.ok && (await openLater(context, file, state.value, notes));
  const port = args.numbers['port']!;
  const options: ServeOptions = {
    ...{ file: file.document, port, console: folder.value, isReplica: isReplica(context.io.env) },
    mcp: mcpOf(file, context),
    ...later,
  };
  const served = await onPort(port, () => serve(options));
  const page = served.url + queryOf(file.edits);
  const url = later ? linkOf(page, later, context.io.env) : page;
  if (!args.flags.has('json'))
    print(context, {}, () => showAddress({ ...served, url }, port, context));
  return { served, url, notes, ...later };
}

interface Later {
  readonly folder: StateFolder;
  readonly accounts: PeopleOf;
  readonly peopleBooks: PeopleBooks;
  /** Of the first administrator, if there is none yet. */
  readonly invitation?: string;
  readonly gateway: LaterGateway<OpenedGateway>;
  readonly assistant?: LaterAssistant;
}

/** What the tools for other assistants are told: the file by the name that a person would type. */
function mcpOf({ edits, read }: ServedFile, { args }: Context): NonNullable<ServeOptions['mcp']> {
  const named = args.operands[0] === '-' ? {} : { typed: read().file };
  return { ...named, edits, version: VERSION };
}

/** What is opened once there is time, or when somebody asks it; both speak with the same model. */
async function openLater(
  { io, args }: Context,
  file: ServedFile,
  folder: StateFolder,
  notes: string[],
): Promise<Later> {
  const { laterGateway } = await import('@gigafactory/server/http');
  const { PeopleOf } = await import('@gigafactory/server/people');
  const accounts = new PeopleOf(folder);
  const invitation = args.flags.has('people') ? await inviteFirst(io, folder, accounts) : undefined;
  let opened: Promise<Embedded> | undefined;
  const embedded = (): Promise<Embedded> => {
    opened ??= openEmbedded(io, () => wholeText(file.read()), `up ${file.read().file}`);
    return opened;
  };
  const gateway = laterGateway(() => openModels(io, folder, embedded, { accounts, notes }));
  const people = { accounts, peopleBooks: peopleBooks({ folder, accounts, gateway }) };
  const shared = { folder, gateway, ...people, ...(invitation ? { invitation } : {}) };
  // Chats have one writer: the server that people ask, not the replicas of a service.
  if (isReplica(io.env)) return shared;
  return { ...shared, assistant: laterAssistant({ io, folder, accounts, embedded, gateway }) };
}

/** The models of this machine and of `gateway.yaml`; what is wrong with them is added to the notes. */
async function openModels(
  io: Io,
  folder: StateFolder,
  open: () => Promise<Embedded>,
  { accounts, notes }: { readonly accounts: PeopleOf; readonly notes: string[] },
): Promise<OpenedGateway> {
  const embedded = await open();
  try {
    const { gateway, notes: more } = await openUpGateway(io, folder, embedded.upstreams, accounts);
    notes.push(...embedded.notes, ...more);
    return gateway;
  } catch (error) {
    // Nobody else would end their threads, which keep the program running.
    await Promise.all(embedded.upstreams.map((upstream) => upstream.close?.()));
    throw error;
  }
}

/** What the file comes to, once it is computed; the address again, which it has pushed out of sight. */
async function showSummary(
  context: Context,
  factory: NamedText,
  site: Site,
  run: RunOperation,
): Promise<void> {
  const { io, paint } = context;
  const { url, gateway } = site;
  const planned = await withProgress(io, 'planning', () => run('plan', factory));
  if (!planned.ok) return showMistakes(context, factory, site, planned.problems);
  const plan = planned.value;
  const twins = await withProgress(io, 'living through the runs', () =>
    twinAll(run, factory, plan),
  );
  const models = (await gateway?.open())?.models() ?? [];
  print(context, { url, plan, twins, models }, () => [
    '',
    ...showPlan(plan, factory.file, paint),
    '',
    ...facts('Twin', twins.map(toFact), paint),
    '',
    ...showSite(context, site, models),
  ]);
}

/** What a person should know of what is served, and its addresses. */
function showSite(context: Context, site: Site, models: readonly string[]): string[] {
  const { served, url, gateway, notes } = site;
  return [
    ...notes.flatMap((note) => wrap(note, context.paint.width)),
    ...showAddress({ ...served, url }, served.port, context),
    ...(gateway ? [showApi(served.url, models)] : []),
  ];
}

/** A file with mistakes is served all the same: its page is where they are mended. */
async function showMistakes(
  context: Context,
  { file }: NamedText,
  site: Site,
  problems: readonly Problem[],
): Promise<void> {
  const { stdout } = context.io;
  const lines: string[] = [];
  for (const problem of problems) lines.push(...(await problemLines(problem, file, stdout)));
  const told = [
    '',
    ...lines,
    '',
    'It cannot be planned so far; mend it on the page or in an editor.',
  ];
  // Whoever mends it need not wait for the models.
  if (!context.args.flags.has('json')) print(context, {}, () => told);
  const models = (await site.gateway?.open())?.models() ?? [];
  print(context, { url: site.url, problems, models }, () => showSite(context, site, models));
}

/** Where there can be no real runs the page shows none, and the reason is printed. */
async function openState({ io }: Context): Promise<Result<StateFolder>> {
  const { openStateFolder, stateHome } = await import('@gigafactory/server/state');
  return openStateFolder(stateHome(io.env));
}

/**
 * The token is only in the fragment, which a browser sends to nobody, and not in the log of a replica, which is kept. Where people
 * sign in it is told to nobody, and the first of them is invited.
 */
function linkOf(url: string, { folder, accounts, invitation }: Later, env: Io['env']): string {
  if (isReplica(env)) return url;
  if (invitation !== undefined) return `${url}#invitation=${invitation}`;
  const people = accounts.get();
  return people.ok && !people.value ? `${url}#token=${folder.token}` : url;
}

/** The edits as the page's address holds them. */
function queryOf(edits: NamedText['edits']): string {
  const entries = Object.entries(edits).map(([path, value]): [string, string] => [
    `set.${path}`,
    value,
  ]);
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}

/** The text that models are asked about, with edits and what is beside it. One that cannot be read is asked about as it is. */
function wholeText({ text, file, edits, beside = {} }: NamedText): AskedFile {
  const edited = editFactory(text, edits);
  const whole = edited.ok ? inlineBeside(edited.value, beside) : edited;
  return { text: whole.ok ? whole.value : text, file };
}

/** A quick look at each run: few lives, as long and of the same seed as those of the other commands. */
async function twinAll(run: RunOperation, factory: NamedText, plan: Plan): Promise<TwinResult[]> {
  const results: TwinResult[] = [];
  for (const name of Object.keys(plan.training)) {
    const input = { ...factory, run: name, lives: LIVES };
    results.push(unwrap(await run('twin', input), factory.file));
  }
  return results;
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
  return [...movedFrom(wanted, port), `Console: ${paint('bold', url)}  (Ctrl-C stops it)`];
}

function showApi(url: string, models: readonly string[]): string {
  const what =
    models.length > 0 ? `models ${models.join(', ')}` : 'no models yet: see docs/gateway.md';
  return `API: ${url}v1 (${what})`;
}
