import { isAbsolute, relative } from 'node:path';
import type { Problem } from '@gigafactory/core/base';
import type { EngineRun } from '../gang/options.ts';
import { whyUnwritable } from '../gang/writable.ts';
import { type ClusterEngineOptions, LONGEST_VARIABLE } from './options.ts';

/** Why an engine with these options could not run its runs, before anything is started; empty if it can. */
export async function checkClusterEngine(
  options: Omit<ClusterEngineOptions, 'clock'>,
): Promise<readonly Problem[]> {
  const { shared, runs, nodes, scheduler, gpusPerNode } = options;
  const problems: Problem[] = [];
  const why = isAbsolute(shared) ? await whyUnwritable(shared) : 'its path must be absolute';
  if (why) {
    const message = `The shared folder ${shared} cannot be used: ${why}.`;
    problems.push({ code: 'shared.unwritable', message });
  }
  const needed = nodesNeeded(runs);
  if (nodes.length < needed) {
    const message = `The runs need ${needed} nodes, and the engine has ${nodes.length}.`;
    problems.push({ code: 'nodes.count', message });
  }
  const names = nodes.slice(0, needed).join().length;
  if (names > LONGEST_VARIABLE - 'GIGAFACTORY_NODES='.length) {
    const message = `The names of ${needed} nodes have ${names} characters, and a variable of an environment holds ${LONGEST_VARIABLE}: run it on fewer nodes.`;
    problems.push({ code: 'nodes.names', message });
  }
  for (const run of runs) problems.push(...checkRun(run, options));
  problems.push(...(await scheduler.check({ nodes: needed, gpusPerNode })));
  return problems;
}

/** All that train need theirs at once; of servers some may wait for the nodes of others, and the largest must fit. */
function nodesNeeded(runs: readonly EngineRun[]): number {
  const nodesOf = (run: EngineRun) => run.replicas * run.nodesPerReplica;
  const training = runs.filter(({ serve }) => !serve).reduce((sum, run) => sum + nodesOf(run), 0);
  return training + Math.max(0, ...runs.filter(({ serve }) => serve).map(nodesOf));
}

function checkRun(run: EngineRun, { folder }: Pick<ClusterEngineOptions, 'folder'>): Problem[] {
  const problems: Problem[] = [];
  const { program, checkpoints, replicas, nodesPerReplica, ranksPerNode } = run;
  const below = relative(folder, checkpoints);
  if (!below.startsWith('..') && !isAbsolute(below)) {
    const message = `Checkpoints of run ${run.run} would go to ${checkpoints}, which only this machine sees: they must be in a folder that all nodes share.`;
    problems.push({ code: 'checkpoints.notShared', message });
  }
  const names = Object.keys({ ...program.environment, ...program.secrets });
  for (const name of names.filter((each) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(each))) {
    const message = `"${name}" cannot be the name of a variable on the nodes.`;
    problems.push({ code: 'environment.name', message });
  }
  const ranks = replicas * nodesPerReplica * ranksPerNode;
  if (!(Number.isSafeInteger(ranks) && ranks > 0)) {
    const message = `Run ${run.run} has ${replicas} replicas of ${nodesPerReplica} nodes with ${ranksPerNode} ranks: all must be whole numbers above 0.`;
    problems.push({ code: 'ranks.count', message });
  }
  return problems;
}
