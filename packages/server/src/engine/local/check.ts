import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import type { EngineRun } from '../gang/options.ts';
import { whyUnwritable } from '../gang/writable.ts';
import { CAN_LIMIT_CPUS } from './limits.ts';
import type { LocalEngineOptions, LocalProblem } from './options.ts';

/** What a check asks of the machine; tests ask another one. */
interface Machine {
  readonly platform: NodeJS.Platform;
  readonly cpus: number;
  /** B */
  readonly memory: number;
}

const THIS_MACHINE: Machine = {
  platform: process.platform,
  cpus: availableParallelism(),
  memory: totalmem(),
};

/**
 * Why an engine with these options could not run its runs on this machine, before anything is started; empty if
 * it can. Creates the folders that it needs.
 */
export async function checkLocalEngine(
  options: Pick<LocalEngineOptions, 'folder' | 'runs'>,
  machine = THIS_MACHINE,
): Promise<LocalProblem[]> {
  if (machine.platform === 'win32') {
    const message =
      'Runs need processes and sockets that Windows does not have: install WSL (wsl --install) and use `gigafactory run` there. Plan and twin work here.';
    return [{ code: 'engine.platform', message }];
  }
  const problems: LocalProblem[] = [];
  problems.push(...(await checkFolder(options.folder, 'folder.unwritable')));
  for (const run of options.runs) {
    problems.push(...(await checkProgram(run)), ...(await checkLimits(run, machine)));
    problems.push(...checkRanks(run));
    problems.push(...(await checkFolder(run.checkpoints, 'checkpoints.unwritable')));
  }
  return problems;
}

async function checkProgram({ program }: EngineRun): Promise<LocalProblem[]> {
  const [file] = program.argv;
  const problems: LocalProblem[] = [];
  const found = await stat(file).catch(() => undefined);
  if (!found) problems.push({ code: 'program.missing', message: `There is no program ${file}.` });
  else if (!found.isFile() || !(await can(file, constants.X_OK))) {
    problems.push({
      code: 'program.missing',
      message: `${file} is not a program that can be run.`,
    });
  }
  const cwd = await stat(program.cwd).catch(() => undefined);
  if (!cwd?.isDirectory()) {
    problems.push({ code: 'program.folder', message: `There is no folder ${program.cwd}.` });
  }
  return problems;
}

function checkRanks({ run, replicas, nodesPerReplica, ranksPerNode }: EngineRun): LocalProblem[] {
  const counts = [replicas, nodesPerReplica, ranksPerNode];
  if (counts.every((count) => Number.isSafeInteger(count) && count > 0)) return [];
  const message = `Run ${run} has ${replicas} replicas of ${nodesPerReplica} nodes with ${ranksPerNode} ranks: all must be whole numbers above 0.`;
  return [{ code: 'ranks.count', message }];
}

async function checkLimits({ limits }: EngineRun, machine: Machine): Promise<LocalProblem[]> {
  const { cpusPerRank, memoryPerRank } = limits;
  const problems: LocalProblem[] = [];
  if (cpusPerRank !== undefined) {
    const why = await whyNoCpuLimit(cpusPerRank, machine);
    if (why) problems.push({ code: 'limits.cpus', message: why });
  }
  if (memoryPerRank !== undefined && !(memoryPerRank > 0 && memoryPerRank <= machine.memory)) {
    const message = `A rank may have ${gigabytes(memoryPerRank)} of memory, and this machine has ${gigabytes(machine.memory)}.`;
    problems.push({ code: 'limits.memory', message });
  }
  return problems;
}

async function whyNoCpuLimit(cpus: number, machine: Machine): Promise<string | undefined> {
  if (!CAN_LIMIT_CPUS || machine.platform !== 'linux') {
    return 'cpusPerRank needs Linux: leave it out here.';
  }
  if (!Number.isSafeInteger(cpus) || cpus < 1 || cpus > machine.cpus) {
    return `A rank is to have ${cpus} processors, and this machine has ${machine.cpus}.`;
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = await Promise.all(
    folders.map((folder) => can(join(folder, 'taskset'), constants.X_OK)),
  );
  return found.includes(true) ? undefined : 'cpusPerRank needs the program taskset of util-linux.';
}

async function checkFolder(
  folder: string,
  code: 'folder.unwritable' | 'checkpoints.unwritable',
): Promise<LocalProblem[]> {
  const why = await whyUnwritable(folder);
  if (why === undefined) return [];
  return [{ code, message: `The folder ${folder} cannot be written to: ${why}.` }];
}

async function can(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
