import { dirname } from 'node:path';
import { failed, mapValue, ok, type Result } from '@gigafactory/core/base';
import type { ServiceStart, StartOrder } from '@gigafactory/core/control-plane';
import { flatTopology } from '@gigafactory/core/protocol';
import type { DesiredServices } from '@gigafactory/core/study';
import type { RunOperation } from '../../threads/run.ts';
import type { Engines } from '../engines.ts';
import { siteOf } from '../launch.ts';
import { resolveProgram } from '../program.ts';
import type { UnitRecord, Version } from './unit-folder.ts';

/** Services that are about to be started, and what their folder is to hold. */
export interface PreparedUnit {
  readonly desired: DesiredServices;
  readonly record: UnitRecord;
}

/** What a unit is begun for: services, or a run that shares its nodes with them. */
export type UnitStart =
  | ({ readonly for: 'services' } & ServiceStart)
  | ({ readonly for: 'run' } & StartOrder);

interface UnitPlaces {
  /** The folder of all services. */
  readonly folder: string;
  /** Runs the operations of the core. */
  readonly run: RunOperation;
  readonly engines: Pick<Engines, 'nodes'>;
}

/**
 * Finds the programs of services, and their nodes on a cluster; nothing is written yet. Codes: those of the operation
 * `services`, of `resolveProgram` and of `Engines.nodes`, `program.secret`, `service.kubernetes`.
 */
export async function prepareUnit(
  order: UnitStart,
  { folder, run, engines }: UnitPlaces,
  startedAt: number,
): Promise<Result<PreparedUnit>> {
  const { edits = {}, file } = order;
  const answer = await desiredOf(order, run);
  if (!answer.ok) return answer;
  const { services, runs, engine, name } = answer.value;
  if (engine.kind === 'kubernetes') {
    const message =
      'Services are run on this machine and on Slurm; on Kubernetes they are not yet.';
    return failed({ code: 'service.kubernetes', path: 'engine.kind', message });
  }
  const versions: Record<string, UnitRecord['services'][string]> = {};
  for (const each of services.filter((service) => answer.value.asked.includes(service.name))) {
    const version = versionOf(each, order);
    if (!version.ok) return version;
    versions[each.name] = {
      versions: [{ ...version.value, version: 1 }],
      turns: [{ version: 1, at: 0, by: order.by }],
    };
  }
  // With fewer nodes than all together some wait; one of each size must find its nodes.
  const specs = runs.flatMap(({ supervisor }) => supervisor.runs);
  const needed = Math.max(
    ...services.map(({ nodesPerReplica }) => nodesPerReplica),
    ...specs.map(({ replicas, nodesPerReplica }) => replicas * nodesPerReplica),
  );
  const placed = await siteOf(engine, {
    name,
    needed,
    startedAt,
    folder,
    engines,
    environment: order.environment,
  });
  if (!placed.ok) return placed;
  const site = placed.value;
  const desired = site ? withNodes(answer.value, site.nodes.length) : answer.value;
  const record: UnitRecord = {
    ...{ format: 'gigafactory-services', version: 1, unit: name, startedAt },
    ...{ startedBy: order.by, file, edits, cwd: dirname(file), services: versions },
    ...(site ? { site } : {}),
  };
  return ok({ desired, record });
}

/** Services and runs of a file as one supervisor leads them; none of the services is asked for with a run. */
export async function desiredOf(
  order: UnitStart,
  run: RunOperation,
): Promise<Result<DesiredServices>> {
  const { text, edits = {}, file } = order;
  const service = order.for === 'services' ? order.service : undefined;
  const named = service === undefined ? {} : { service };
  const answer = await run('services', { text, file, edits, ...named });
  return order.for === 'services'
    ? answer
    : mapValue(answer, (desired) => ({ ...desired, asked: [] }));
}

/** The program of a service as its replicas are started with it. */
function versionOf(
  { model, command, environment, environmentFrom }: DesiredServices['services'][number],
  order: ServiceStart,
): Result<Omit<Version, 'version'>> {
  const missing = environmentFrom.filter((secret) => !(secret in order.environment));
  if (missing.length > 0) {
    const message = `${missing.join(', ')} must be set in the environment of the command: the file names it under environmentFrom.`;
    return failed({ code: 'program.secret', message });
  }
  const place = { folder: dirname(order.file), path: order.environment['PATH'] ?? '' };
  const found = resolveProgram(command, place);
  if (!found.ok) return found;
  const [program, ...rest] = found.value;
  return ok({
    ...{ model, argv: [program, ...rest], by: order.by },
    ...{ environment: { ...environment }, environmentFrom: [...environmentFrom] },
  });
}

/** On so many real nodes. */
function withNodes(desired: DesiredServices, nodes: number): DesiredServices {
  const topology = flatTopology(nodes);
  return {
    ...desired,
    supervisor: { ...desired.supervisor, topology },
    journalStart: { ...desired.journalStart, topology },
    engine: { ...desired.engine, nodes },
  };
}
