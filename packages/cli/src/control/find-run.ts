import type { ControlState, OrderAnswer, RunSummary, ServiceSummary } from '@gigafactory/core/api';
import { nearestName, type Result } from '@gigafactory/core/base';
import type { Orderer } from '@gigafactory/server/operate';
import { InputError, inputError } from '../failure.ts';
import type { Io } from '../io.ts';
import { hasEnded } from './is-over.ts';
import { Link } from './link.ts';

/** A run that somebody named, and the connection to what knows it. */
export interface FoundRun {
  readonly link: Link;
  readonly run: RunSummary;
}

/**
 * The run of a name.
 * @throws InputError `run.unknown` with the name that was probably meant
 */
export async function findRun(name: string, io: Io): Promise<FoundRun> {
  const { link, runs } = await findRuns(io);
  const run = runs.find((each) => each.run === name);
  if (!link || !run) throw unknownRun(name, runs, io);
  return { link, run };
}

/** A service that somebody named, and the connection to what knows it. */
interface FoundService {
  readonly link: Link;
  readonly service: ServiceSummary;
}

/**
 * The run or the service of a name; a run that goes on comes first.
 * @throws InputError `run.unknown` with the name that was probably meant
 */
export async function findEither(name: string, io: Io): Promise<FoundRun | FoundService> {
  const { link, runs, services } = await findRuns(io);
  const run = runs.find((each) => each.run === name);
  const service = services.find((each) => each.service === name);
  if (link && service && !(run && !hasEnded(run))) return { link, service };
  if (!link || !run) throw unknownRun(name, runs, io, services);
  return { link, run };
}

/**
 * The service of a name.
 * @throws InputError `service.unknown` with the name that was probably meant
 */
export async function findService(name: string, io: Io): Promise<FoundService> {
  const { link, services } = await findRuns(io);
  const service = services.find((each) => each.service === name);
  if (link && service) return { link, service };
  const names = services.map((each) => each.service);
  const message = `There is no service "${name}"; "gigafactory ls" lists them.`;
  throw inputError('service.unknown', message, nearestName(name, names));
}

/** All runs of the state folder; no connection where nothing was ever run in it. */
export async function findRuns(io: Io): Promise<ControlState & { readonly link?: Link }> {
  if (!(await io.control.hasRuns())) return { holder: null, runs: [], services: [] };
  const link = new Link(io);
  return { link, ...(await link.ask((plane) => plane.state())) };
}

/** What has nodes: a run, or a service. */
interface Owner {
  readonly kind: 'run' | 'service';
  readonly name: string;
  /** What shares the nodes with it. */
  readonly unit: string | undefined;
}

/** A node that somebody named, and what has it. */
export interface FoundNode {
  readonly link: Link;
  readonly owner: Owner;
  /** As its owner calls it. */
  readonly node: string;
}

/**
 * The node of a name and what has it: `grok-nano:1` on one machine; on a cluster the site's name (`n3`), or
 * `grok-nano:n3` where several have it. Before the colon stands a run, a service, or all that share the nodes.
 * @throws InputError `node.unknown`, `node.several`, `run.unknown`
 */
export async function findNode(name: string, io: Io): Promise<FoundNode> {
  const colon = name.lastIndexOf(':');
  if (colon < 1) return findSiteNode(name, io);
  const whose = name.slice(0, colon);
  const { link, runs, services } = await findRuns(io);
  const owner = ownersOf({ runs, services }).find(
    (each) => each.name === whose || each.unit === whose,
  );
  if (!link || !owner) throw unknownRun(whose, runs, io, services);
  const names = await nodesOf(link, owner);
  const short = name.slice(colon + 1);
  const numbered = owner.unit === undefined ? undefined : `${owner.unit}:${short}`;
  const node = names.find((each) => each === name || each === short || each === numbered);
  if (node !== undefined) return { link, owner, node };
  const has = names.length > 0 ? `it has ${names.join(', ')}` : 'it has none now';
  throw inputError(
    'node.unknown',
    `The ${owner.kind} "${owner.name}" has no node "${name}"; ${has}.`,
    nearestName(name, names),
  );
}

/** Those that live first. */
function ownersOf({ runs, services }: Pick<ControlState, 'runs' | 'services'>): Owner[] {
  const trained = runs.map((run) => ({
    isOver: hasEnded(run),
    owner: { kind: 'run' as const, name: run.run, unit: run.unit },
  }));
  const served = services.map(({ service, unit, state }) => ({
    isOver: state === 'stopped',
    owner: { kind: 'service' as const, name: service, unit },
  }));
  const all = [...trained, ...served];
  return all.sort((a, b) => Number(a.isOver) - Number(b.isOver)).map(({ owner }) => owner);
}

/** Of what goes on, that which has a node of the site; what shares its nodes counts once. */
async function findSiteNode(name: string, io: Io): Promise<FoundNode> {
  const { link, runs, services } = await findRuns(io);
  const live = ownersOf({
    runs: runs.filter((run) => !hasEnded(run)),
    services: services.filter(({ state }) => state !== 'stopped'),
  });
  const single = live.filter(
    ({ unit }, index) =>
      unit === undefined || live.findIndex((other) => other.unit === unit) === index,
  );
  const all = await Promise.all(
    (link ? single : []).map(async (owner) => ({ owner, names: await nodesOf(link!, owner) })),
  );
  const [first, ...others] = all.filter(({ names }) => names.includes(name));
  if (link && first && others.length === 0) return { link, owner: first.owner, node: name };
  if (first) {
    const choices = [first, ...others].map(({ owner }) => `${owner.name}:${name}`);
    throw inputError('node.several', `Several runs have ${name}: say ${choices.join(' or ')}.`);
  }
  const known = all.flatMap(({ names }) => names);
  const has = known.length === 0 ? '' : `; there are ${cut(known)}`;
  throw inputError(
    'node.unknown',
    `No run that goes on has a node "${name}"${has}. A node of one machine is named RUN:NUMBER, as in grok-nano:1.`,
    nearestName(name, known),
  );
}

async function nodesOf(link: Link, { kind, name }: Owner): Promise<string[]> {
  if (kind === 'service') {
    const { nodes = [] } = accepted(await link.ask((plane) => plane.services.service(name)));
    return nodes;
  }
  const { fleet } = accepted(await link.ask((plane) => plane.run(name)));
  return fleet.map(({ node }) => node);
}

function cut(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(', ')}, …` : names.join(', ');
}

/** Who gives an order to a run. */
export function orderOf(io: Io, why: string | undefined): Orderer {
  return { by: io.user, ...(why === undefined ? {} : { why }) };
}

/**
 * What was answered.
 * @throws InputError with the problems of a refusal
 */
export function accepted<Value>(answer: Result<Value>, file?: string): Value {
  if (!answer.ok) throw new InputError(answer.problems, file);
  return answer.value;
}

/**
 * What an order came to. One that is under way already is no mistake, nor any other problem of `harmless`: what
 * is wanted comes to pass.
 * @throws InputError with the problems of a refusal
 */
export function givenOnce(
  answer: Result<OrderAnswer>,
  harmless: readonly string[] = [],
): OrderAnswer {
  const [problem] = answer.ok ? [] : answer.problems;
  if (!problem || !['order.again', ...harmless].includes(problem.code)) return accepted(answer);
  return { confirmed: false, words: problem.message };
}

function unknownRun(
  name: string,
  runs: readonly RunSummary[],
  io: Io,
  services: readonly ServiceSummary[] = [],
): InputError {
  const names = [...runs.map(({ run }) => run), ...services.map(({ service }) => service)];
  const message =
    names.length === 0
      ? `There is no run "${name}": nothing was run yet in ${io.control.folder}.`
      : `There is no run "${name}"; "gigafactory ls --all" lists them.`;
  return inputError('run.unknown', message, nearestName(name, names));
}
