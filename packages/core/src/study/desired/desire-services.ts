import {
  andThen,
  failed,
  type Known,
  ok,
  type Problem,
  type Result,
  YEAR_S,
} from '../../base/index.ts';
import { flatTopology, type Policy, type RunSpec } from '../../control/protocol/index.ts';
import type { Factory, FactoryServer } from '../../factory/index.ts';
import { planFactory } from '../../plan/index.ts';
import { type FactoryText, inFile, readText } from '../factory-text.ts';
import { policyOf } from '../scenario/policy.ts';
import { desire as desireRun, NO_ENGINE } from './desire.ts';
import { engineOf } from './desired-engine.ts';
import type { DesiredRun } from './desired-run.ts';
import type { DesiredService, DesiredServices } from './desired-services.ts';
import { serverPolicy, sweepIntervalOf } from './engine-policy.ts';
import { serverCommand } from './server-command.ts';

/** Services of a factory file that are to be run for real. */
export interface ServiceRequest extends FactoryText {
  /** One of them alone; all that have a program when left out. */
  readonly service?: string | undefined;
}

/** What the file leaves to its defaults. Assumed: a server of 270 B parameters loads its weights within 30 minutes. */
const USUAL = {
  queue: 4,
  kvUse: 0.8,
  upAfter: 30,
  downAfter: 300,
  startWithin: 1800,
  unhealthyAfter: 60,
  drainWithin: 120,
} as const;

/** Longer than any service lives, s. */
const FOREVER = 1000 * YEAR_S;

/**
 * What it takes to run services for real. Problems: those of the file, `engine.missing`, `service.unknown`,
 * `service.none`, `service.program`, `service.least`, `service.preset`.
 */
export function desiredServices(input: ServiceRequest): Result<DesiredServices> {
  return andThen(readText(input), (factory) => inFile(input, desire(factory, input.service)));
}

function desire(factory: Factory, wanted: string | undefined): Result<DesiredServices> {
  const asked = namesOf(factory, wanted);
  if (!asked.ok) return asked;
  const { engine: real } = factory;
  const sharing = runsBeside(factory);
  const names = sharing.length > 0 ? withProgram(factory, asked.value) : asked.value;
  const problems = names.flatMap((name) => problemsOf(factory, name));
  if (!real || problems.length > 0) return failed(...problems, ...(real ? [] : [NO_ENGINE]));
  const trained = desireRuns(factory, sharing);
  if (!trained.ok) return trained;
  const services = names.map((name) => serviceOf(factory, name));
  // One server a node, whose GPUs are all its own.
  const whole = { ...real, ranksPerNode: undefined };
  const perNode = factory.hardware.node.gpusPerNode.value;
  const nodes = nodesOf(services, trained.value);
  const engine = { ...engineOf(factory, whole, nodes * perNode), ranksPerNode: 1 };
  const policy = serverPolicy(policyOf(factory, undefined, 1), factory, real);
  const specs = services.flatMap((service) => specsOf(service, policy));
  const supervisor = {
    mode: 'act',
    topology: flatTopology(engine.nodes),
    fleet: {
      maxCordonShare: factory.resilience.cordonShare.value,
      warmStandbys: factory.resilience.warmStandbys.value,
      sweepInterval: sweepIntervalOf(real),
    },
    runs: [...specs, ...trained.value.flatMap((run) => run.supervisor.runs)],
  } as const;
  const served = specs.map((each) => ({ ...each, kind: 'serve' as const, work: FOREVER }));
  const journalRuns = [...served, ...trained.value.flatMap((run) => run.journalStart.runs)];
  const journalStart = { ...supervisor, runs: journalRuns };
  const name = [...names, ...sharing].join('+');
  const own = { services, asked: asked.value, runs: trained.value };
  return ok({ name, supervisor, journalStart, engine, ...own });
}

/** Runs that one supervisor leads together with the services of their file: those with a program, but on Kubernetes. */
function runsBeside({ runs, services, engine }: Factory): readonly string[] {
  const isServed = Object.values(services).some(({ program }) => program);
  if (!isServed || engine?.kind === 'kubernetes') return [];
  return Object.keys(runs).filter((name) => runs[name]!.program);
}

/** All services that have a program, and those asked for, which are said to have none. */
function withProgram({ services }: Factory, asked: readonly string[]): readonly string[] {
  return Object.keys(services).filter((name) => services[name]!.program || asked.includes(name));
}

function desireRuns(factory: Factory, names: readonly string[]): Result<readonly DesiredRun[]> {
  if (names.length === 0) return ok([]);
  return andThen(planFactory(factory), (plan) => {
    const all = names.map((run) => desireRun(factory, plan, { run }));
    const problems = all.flatMap((each) => (each.ok ? [] : each.problems));
    return problems.length > 0
      ? failed(...problems)
      : ok(all.flatMap((each) => (each.ok ? [each.value] : [])));
  });
}

/** That all of them together would take. */
function nodesOf(services: readonly DesiredService[], runs: readonly DesiredRun[]): number {
  const served = services.map((each) => each.replicas.length * each.nodesPerReplica);
  const specs = runs.flatMap((run) => run.supervisor.runs);
  const trained = specs.map((spec) => spec.replicas * spec.nodesPerReplica);
  return [...served, ...trained].reduce((sum, nodes) => sum + nodes, 0);
}

/** The service asked for, or all that have a program. */
function namesOf({ services }: Factory, wanted: string | undefined): Result<readonly string[]> {
  const all = Object.keys(services);
  if (wanted !== undefined) {
    if (Object.hasOwn(services, wanted)) return ok([wanted]);
    const has = all.length === 0 ? 'none' : all.join(', ');
    const message = `The file has no service "${wanted}"; it has ${has}.`;
    return failed({ code: 'service.unknown', path: 'services', message });
  }
  const real = all.filter((name) => services[name]!.program);
  if (real.length > 0) return ok(real);
  if (all.length > 0) return ok(all.slice(0, 1));
  const message = 'The file has no services; add one under "services".';
  return failed({ code: 'service.none', path: 'services', message });
}

function problemsOf(factory: Factory, name: string): Problem[] {
  const { program, scaling, gpus, gpusPerReplica } = factory.services[name]!;
  const path = `services.${name}`;
  if (!program) {
    const message = `The service "${name}" says no program that answers; add program: {kind: vllm, model: NAME}, or kind: sglang or command, to it.`;
    const expected = 'program';
    return [
      { code: 'service.program', path: `${path}.program`, message, expected, ...placeOf(gpus) },
    ];
  }
  const problems: Problem[] = [];
  const most = gpus.value / gpusPerReplica.value;
  if (scaling && scaling.least.value > most) {
    const message = `The service "${name}" keeps ${scaling.least.value} replicas at least, and ${gpus.value} GPUs are ${most}; lower it, or raise gpus.`;
    const at = placeOf(scaling.least);
    problems.push({ code: 'service.least', path: `${path}.scaling.least`, message, ...at });
  }
  const perNode = factory.hardware.node.gpusPerNode.value;
  if (program.kind !== 'command' && gpusPerReplica.value > perNode) {
    const message = `A replica of "${name}" takes ${gpusPerReplica.value} GPUs, more than the ${perNode} of a node, and the command line of ${program.kind} that is made here is for one node; write kind: command, with a script that starts one server over all nodes.`;
    const at = placeOf(gpusPerReplica);
    problems.push({ code: 'service.preset', path: `${path}.gpusPerReplica`, message, ...at });
  }
  return problems;
}

function placeOf(known: Known): Pick<Problem, 'at'> {
  return known.at ? { at: known.at } : {};
}

function serviceOf(factory: Factory, name: string): DesiredService {
  const { program, scaling, gpus, gpusPerReplica, priority } = factory.services[name]!;
  const server = program as FactoryServer;
  const most = gpus.value / gpusPerReplica.value;
  return {
    ...{ name, kind: server.kind, model: server.model, priority: priority.value },
    replicas: Array.from({ length: most }, (_, index) => `${name}.${index}`),
    nodesPerReplica: gpusPerReplica.value / factory.hardware.node.gpusPerNode.value,
    scaling: {
      least: scaling?.least.value ?? most,
      most,
      queue: scaling?.queue?.value ?? USUAL.queue,
      kvUse: scaling?.kvUse?.value ?? USUAL.kvUse,
      upAfter: scaling?.upAfter?.value ?? USUAL.upAfter,
      downAfter: scaling?.downAfter?.value ?? USUAL.downAfter,
    },
    command: serverCommand(server, gpusPerReplica.value),
    environment: server.environment,
    environmentFrom: server.environmentFrom,
    startWithin: server.startWithin?.value ?? USUAL.startWithin,
    unhealthyAfter: server.unhealthyAfter?.value ?? USUAL.unhealthyAfter,
    drainWithin: server.drainWithin?.value ?? USUAL.drainWithin,
  };
}

/** A replica is a gang of its own, so that its end concerns no other. */
function specsOf(
  { replicas, priority, nodesPerReplica, unhealthyAfter }: DesiredService,
  policy: Policy,
): RunSpec[] {
  return replicas.map((run) => ({
    ...{ run, kind: 'serve' as const, priority, replicas: 1, nodesPerReplica, minReplicas: 1 },
    policy: { ...policy, hangTimeout: unhealthyAfter },
  }));
}
