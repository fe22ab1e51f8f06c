import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { failed, mapValue, ok, type Problem, type Result } from '@gigafactory/core/base';
import type { StartOrder } from '@gigafactory/core/control-plane';
import { flatTopology } from '@gigafactory/core/protocol';
import type { DesiredRun } from '@gigafactory/core/study';
import type { RunOperation } from '../threads/run.ts';
import type { Placed } from './engine-options.ts';
import type { Engines } from './engines.ts';
import { resolveProgram } from './program.ts';
import { RunClock } from './run-clock.ts';
import { RunFolder, type RunRecord } from './run-folder.ts';
import { siteName } from './sites.ts';

/** A run that is about to be started, and what its folder is to hold. */
export interface Prepared {
  readonly desired: DesiredRun;
  readonly record: RunRecord;
}

/** Services and runs that one supervisor leads, and that a run joins. */
export interface Joined {
  readonly name: string;
  readonly clock: RunClock;
  /** When its journal began, ms since 1970. */
  readonly startedAt: number;
  /** The nodes of a cluster. */
  readonly site?: RunRecord['site'];
  /** How many nodes there are. */
  readonly nodes: number;
}

export interface LaunchPlaces {
  /** The folder of all runs. */
  readonly runs: string;
  /** What the run joins; undefined where it is led alone. */
  readonly join: (desired: DesiredRun) => Promise<Result<Joined | undefined>>;
  /** Runs the operations of the core. */
  readonly run: RunOperation;
  readonly engines: Pick<Engines, 'nodes'>;
}

/**
 * Plans what a person wants to start and finds its program, and its nodes on a cluster; nothing is written yet. Codes:
 * those of the operation `desired`, of `resolveProgram` and of `Engines.nodes`, `program.secret`, `program.image`,
 * `checkpoints.notShared`.
 */
export async function prepare(
  order: StartOrder,
  { runs, run, engines, join: joinUnit }: LaunchPlaces,
): Promise<Result<Prepared>> {
  const { text, edits = {}, file, mode = 'act' } = order;
  const named = order.run === undefined ? {} : { run: order.run };
  const answer = await run('desired', { text, file, edits, mode, ...named });
  if (!answer.ok) return answer;
  const wanted = answer.value;
  const secrets = checkSecrets(wanted, order);
  if (!secrets.ok) return secrets;
  const argv = programOf(wanted, order);
  if (!argv.ok) return argv;
  const joined = mode === 'act' ? await joinUnit(wanted) : ok(undefined);
  if (!joined.ok) return joined;
  const unit = joined.value;
  const startedAt = unit?.clock.wall ?? Date.now();
  const placed = unit
    ? ok(placeInUnit(wanted, unit, { runs, startedAt }))
    : await placeOnSite(wanted, order, { runs, engines, startedAt });
  if (!placed.ok) return placed;
  const { desired, site } = placed.value;
  const { name } = desired;
  const checkpoints = checkpointsOf(desired, dirname(file), site?.shared ?? join(runs, name));
  if (!checkpoints.ok) return checkpoints;
  const record: RunRecord = {
    ...{ format: 'gigafactory-run', version: 1, run: name, startedAt },
    ...{ startedBy: order.by, file, edits, mode, argv: argv.value },
    cwd: desired.engine.kind === 'kubernetes' && site ? site.shared : dirname(file),
    checkpoints: checkpoints.value,
    ...(site ? { site } : {}),
    ...(unit ? { unit: { name: unit.name, startedAt: unit.startedAt } } : {}),
  };
  return ok({ desired, record });
}

/** The run on the nodes that it shares, and a folder of its own that they all see. */
function placeInUnit(
  desired: DesiredRun,
  { site, nodes }: Joined,
  { runs, startedAt }: { readonly runs: string; readonly startedAt: number },
): { readonly desired: DesiredRun; readonly site?: RunRecord['site'] } {
  const placed = withNodes(desired, nodes);
  const { engine, name } = desired;
  if (!site || engine.kind === 'local') return { desired: placed };
  const shared = join(engine.shared, siteName(name, startedAt, runs));
  return { desired: placed, site: { nodes: site.nodes, shared } };
}

/** Whether the caller's environment has what the file takes from it. */
function checkSecrets({ program, engine }: DesiredRun, order: StartOrder): Result<undefined> {
  const token = engine.kind === 'slurm' ? engine.rest?.tokenFrom : undefined;
  const names = [...program.environmentFrom, ...(token === undefined ? [] : [token])];
  const missing = names.filter((secret) => !(secret in order.environment));
  if (missing.length === 0) return ok(undefined);
  const where = missing.includes(token ?? '') ? 'engine.rest.tokenFrom' : 'environmentFrom';
  const message = `${missing.join(', ')} must be set in the environment of the command: the file names it under ${where}.`;
  return failed({ code: 'program.secret', message });
}

/** The program as ranks start it: found on this machine, whose files a cluster shares, or in an image. */
function programOf(
  { program, engine }: DesiredRun,
  { file, environment }: StartOrder,
): Result<RunRecord['argv']> {
  const { command } = program;
  const [first = '', ...rest] = command;
  if (engine.kind === 'kubernetes') {
    if (!first.includes('/') || first.startsWith('/')) return ok([first, ...rest]);
    const message = `${first} depends on where the file stands, and the program is in the image ${engine.image}: write its absolute path there.`;
    return failed({ code: 'program.image', message });
  }
  const found = resolveProgram(command, {
    folder: dirname(file),
    path: environment['PATH'] ?? '',
  });
  return mapValue(found, ([program, ...args]) => [program, ...args]);
}

/** The run on the nodes that it gets, and its folder that they all see; on one machine as it is. */
async function placeOnSite(
  desired: DesiredRun,
  { environment }: StartOrder,
  { runs, engines, startedAt }: Omit<LaunchPlaces, 'run' | 'join'> & { readonly startedAt: number },
): Promise<Result<{ readonly desired: DesiredRun; readonly site?: RunRecord['site'] }>> {
  const { engine, name } = desired;
  const spec = desired.supervisor.runs[0]!;
  const needed = spec.replicas * spec.nodesPerReplica;
  const places = { name, needed, startedAt, folder: runs, engines, environment };
  return mapValue(await siteOf(engine, places), (site) =>
    site ? { desired: withNodes(desired, site.nodes.length), site } : { desired },
  );
}

export interface SitePlaces {
  readonly name: string;
  /** Nodes without which nothing can be started. */
  readonly needed: number;
  readonly startedAt: number;
  /** Of all that are started like it. */
  readonly folder: string;
  readonly engines: Pick<Engines, 'nodes'>;
  readonly environment: Readonly<Record<string, string>>;
}

/** The nodes of a cluster and a folder that they all see; undefined on one machine. */
export async function siteOf(
  engine: DesiredRun['engine'],
  { name, needed, startedAt, folder, engines, environment }: SitePlaces,
): Promise<Result<RunRecord['site']>> {
  if (engine.kind === 'local') return ok(undefined);
  const problem = whyUnusable(engine.shared);
  if (problem) return failed(problem);
  const nodes = await engines.nodes(engine, needed, environment);
  if (!nodes.ok) return nodes;
  const shared = join(engine.shared, siteName(name, startedAt, folder));
  return ok({ nodes: [...nodes.value], shared });
}

/** The run on so many real nodes: those that a pattern or a selector named, once they are known. */
function withNodes(desired: DesiredRun, nodes: number): DesiredRun {
  const topology = flatTopology(nodes);
  return {
    ...desired,
    supervisor: { ...desired.supervisor, topology },
    journalStart: { ...desired.journalStart, topology },
    engine: { ...desired.engine, nodes },
  };
}

/** A shared folder is never made here: where it is missing it is most likely not mounted. */
function whyUnusable(shared: string): Problem | undefined {
  const base = { code: 'engine.shared', path: 'engine.shared' };
  if (!statSync(shared, { throwIfNoEntry: false })?.isDirectory()) {
    const message = `There is no folder ${shared} on this machine, which is to share it with the nodes: mount it here, or name another.`;
    return { ...base, message };
  }
  try {
    accessSync(shared, constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return { ...base, message: `You may not write to the shared folder ${shared}.` };
  }
}

/** Those of a run on a cluster must be where all nodes see them. */
function checkpointsOf(desired: DesiredRun, folder: string, own: string): Result<string> {
  const { program, engine } = desired;
  if (program.checkpoints === undefined) return ok(join(own, 'checkpoints'));
  const named = resolve(folder, program.checkpoints);
  if (engine.kind === 'local' || named.startsWith(`${engine.shared}/`)) return ok(named);
  const message = `The checkpoints in ${named} are not below ${engine.shared}, the folder of engine.shared that all nodes see: name one below it, or leave program.checkpoints out.`;
  return failed({ code: 'checkpoints.notShared', message });
}

/** Refuses checkpoints of another run, which a new one would take for its own. Code: `checkpoints.used`. */
export function checkUnused(checkpoints: string): Result<undefined> {
  if (!hasCheckpoints(checkpoints)) return ok(undefined);
  const message = `${checkpoints} holds checkpoints of an earlier run, from which this one would go on: start it with --resume, or name another folder.`;
  return failed({ code: 'checkpoints.used', message });
}

function hasCheckpoints(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.startsWith('step-'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Writes the folder of a run, under a name that it has until its journal begins. */
export function place(
  { desired, record }: Prepared,
  order: StartOrder,
  { path, clock: unitClock }: { readonly path: string; readonly clock: RunClock | undefined },
): Placed {
  const folder = new RunFolder(path);
  const { environment } = order;
  folder.create({ record, desired, text: order.text, environment });
  const clock = unitClock ?? new RunClock(record.startedAt, 0);
  return { folder, record, desired, environment, clock };
}
