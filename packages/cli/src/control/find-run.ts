import type { ControlState, OrderAnswer, RunSummary } from '@gigafactory/core/api';
import { nearestName, type Result } from '@gigafactory/core/base';
import type { Orderer } from '@gigafactory/server/operate';
import { InputError, inputError } from '../failure.ts';
import type { Io } from '../io.ts';
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

/** All runs of the state folder; no connection where nothing was ever run in it. */
export async function findRuns(io: Io): Promise<ControlState & { readonly link?: Link }> {
  if (!(await io.control.hasRuns())) return { holder: null, runs: [] };
  const link = new Link(io);
  return { link, ...(await link.ask((plane) => plane.state())) };
}

/**
 * The node of a name (`grok-nano:1`) and its run.
 * @throws InputError `node.unknown`, `run.unknown`
 */
export async function findNode(node: string, io: Io): Promise<FoundRun> {
  const colon = node.lastIndexOf(':');
  if (colon < 1) {
    throw inputError(
      'node.unknown',
      `A node is named RUN:NUMBER, as in grok-nano:1, not "${node}".`,
    );
  }
  const found = await findRun(node.slice(0, colon), io);
  const { fleet } = accepted(await found.link.ask((plane) => plane.run(found.run.run)));
  const names = fleet.map((each) => each.node);
  if (names.includes(node)) return found;
  const has = names.length > 0 ? `it has ${names.join(', ')}` : 'it has none now';
  throw inputError(
    'node.unknown',
    `The run "${found.run.run}" has no node "${node}"; ${has}.`,
    nearestName(node, names),
  );
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

function unknownRun(name: string, runs: readonly RunSummary[], io: Io): InputError {
  const names = runs.map(({ run }) => run);
  const message =
    names.length === 0
      ? `There is no run "${name}": nothing was run yet in ${io.control.folder}.`
      : `There is no run "${name}"; "gigafactory ls --all" lists them.`;
  return inputError('run.unknown', message, nearestName(name, names));
}
