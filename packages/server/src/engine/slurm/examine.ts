import type { Problem, Result } from '@gigafactory/core/base';
import type { DoctorFinding } from '../finding.ts';
import { isAtLeast } from './command-line.ts';
import type { SlurmDoor } from './door.ts';
import type { SlurmOptions } from './options.ts';
import { canBeUsed, choosePool, listOf } from './pool.ts';
import type { NodeRow, PartitionRow } from './rows.ts';
import { gangSubmission } from './submission.ts';

/** The oldest release that this was run on. */
const OLDEST = [22, 5];

/** The smallest pool that a run can do with. */
export interface Needed {
  readonly nodes: number;
  readonly gpusPerNode: number;
}

interface Site {
  readonly door: SlurmDoor;
  readonly options: SlurmOptions;
  readonly needed: Needed;
}

/** Why runs could not be started in this Slurm, before anything is; empty if they can. */
export async function checkSlurm(site: Site): Promise<readonly Problem[]> {
  const findings = await examine(site);
  const broken = findings.filter(({ verdict }) => verdict === 'broken');
  return broken.map(({ code, found, advice }) => ({
    code,
    message: advice === undefined ? found : `${found} ${advice}`,
  }));
}

/** What a person should know of this Slurm before the first run. Stops at what is broken: the rest follows from it. */
export async function examineDoor(site: Site): Promise<readonly DoctorFinding[]> {
  const findings = await examine(site);
  if (findings.some(({ verdict }) => verdict === 'broken')) return findings;
  return [...findings, await examineRights(site.door)];
}

async function examine(site: Site): Promise<readonly DoctorFinding[]> {
  const { door, options } = site;
  const findings = [await examineRelease(door)];
  if (isBroken(findings)) return findings;
  const partition = await door.partition();
  findings.push(...examinePartition(partition, options));
  if (isBroken(findings)) return findings;
  const rows = await door.nodes(listOf(options.nodes));
  const chosen = rows.ok ? choosePool(rows.value, options) : rows;
  if (!rows.ok || !chosen.ok) {
    return [...findings, ...(chosen.ok ? [] : chosen.problems.map(brokenBy('nodes')))];
  }
  findings.push(...examineNodes(rows.value, site));
  if (isBroken(findings)) return findings;
  return [...findings, ...(await rehearse(rows.value, site))];
}

async function examineRelease(door: SlurmDoor): Promise<DoctorFinding> {
  const release = await door.release();
  const about = 'Slurm';
  if (!release.ok) return brokenBy(about)(release.problems[0]!);
  const code = 'slurm.version';
  if (isAtLeast(release.value, OLDEST)) {
    return { code, about, verdict: 'ok', found: `Slurm ${release.value} answers.` };
  }
  const found = `Slurm ${release.value} is too old.`;
  return { code, about, verdict: 'broken', found, advice: '22.05 or a later one is needed.' };
}

function examinePartition(
  partition: Result<PartitionRow | undefined>,
  options: SlurmOptions,
): readonly DoctorFinding[] {
  const about = `partition ${options.partition}`;
  const base = { code: 'slurm.partition', about } as const;
  if (!partition.ok) return partition.problems.map(brokenBy(about));
  const row = partition.value;
  if (!row) {
    const found = `Slurm has no partition ${options.partition}, or does not show it to this user.`;
    return [
      { ...base, verdict: 'broken', found, advice: 'See sinfo -s for those that there are.' },
    ];
  }
  if (row.state !== 'UP') {
    const found = `Partition ${row.name} is ${row.state}: no job in it begins.`;
    return [{ ...base, verdict: 'broken', found, advice: 'An operator can set it UP.' }];
  }
  const limit = row.maxTime;
  const time: DoctorFinding =
    limit === undefined
      ? {
          ...base,
          verdict: 'ok',
          found: `Partition ${row.name} is UP and ends no job for its time.`,
        }
      : {
          ...base,
          verdict: 'warning',
          found: `Partition ${row.name} is UP and ends each job after ${limit} min.`,
          advice:
            'A run goes on from its last checkpoint in a new job, and loses what came after it.',
        };
  return [time, ...examineAccount(row, options)];
}

function examineAccount(row: PartitionRow, { account }: SlurmOptions): readonly DoctorFinding[] {
  if (account === undefined) return [];
  const base = { code: 'slurm.account', about: `account ${account}` } as const;
  const isAllowed = row.accounts?.includes(account) ?? true;
  if (isAllowed && !row.deniedAccounts.includes(account)) {
    const found = `Partition ${row.name} is open to account ${account}.`;
    return [{ ...base, verdict: 'ok', found }];
  }
  const found = `Partition ${row.name} is closed to account ${account}.`;
  const advice = row.accounts ? `It is open to ${row.accounts.join(', ')}.` : undefined;
  return [{ ...base, verdict: 'broken', found, advice }];
}

function examineNodes(rows: readonly NodeRow[], site: Site): readonly DoctorFinding[] {
  const { nodes, gpusPerNode } = site.needed;
  const where = `partition ${site.options.partition}`;
  const about = 'nodes';
  if (rows.length < nodes) {
    const found = `${where} has ${rows.length} of the ${nodes} nodes that are needed.`;
    const advice = 'Ask for fewer, or name a larger partition.';
    return [{ code: 'slurm.nodes', about, verdict: 'broken', found: upper(found), advice }];
  }
  const fit = rows.filter(({ gpus }) => gpus >= gpusPerNode);
  if (fit.length < nodes) {
    const most = Math.max(0, ...rows.map(({ gpus }) => gpus));
    const found = `${fit.length} of the ${nodes} nodes that are needed have ${gpusPerNode} GPUs; the largest has ${most}.`;
    const advice = 'Set engine.gpusPerNode to what Slurm gives out there: see sinfo -N -o "%N %G".';
    return [{ code: 'slurm.gpus', about, verdict: 'broken', found, advice }];
  }
  const usable = fit.filter(canBeUsed).length;
  const found = `${usable} of ${rows.length} nodes of ${where} can be used now, and ${nodes} are needed.`;
  if (usable >= nodes) return [{ code: 'slurm.nodes', about, verdict: 'ok', found }];
  const advice = 'A run waits until enough of them are up and open: see sinfo -R.';
  return [{ code: 'slurm.nodes', about, verdict: 'warning', found, advice }];
}

/** Asks Slurm whether it would take a job; with too few usable nodes it would refuse for now only. */
async function rehearse(
  rows: readonly NodeRow[],
  { door, options, needed }: Site,
): Promise<readonly DoctorFinding[]> {
  const fit = rows.filter((row) => canBeUsed(row) && row.gpus >= needed.gpusPerNode);
  if (fit.length < needed.nodes) return [];
  const { partition, account } = options;
  const request = {
    name: `${options.prefix}check`,
    labels: {},
    nodes: fit.slice(0, needed.nodes).map(({ name }) => name),
    tasksPerNode: 1,
    gpusPerNode: needed.gpusPerNode,
    script: '/bin/true',
    arguments: [],
    secrets: {},
    cwd: '/',
    output: '/dev/null',
  };
  const answer = await door.rehearse(gangSubmission(request, { partition, account }));
  const about = 'a job';
  if (!answer.ok) return answer.problems.map(brokenBy(about));
  if (!answer.value) return [];
  const found = `Slurm would take a job on ${needed.nodes} nodes with ${needed.gpusPerNode} GPUs each.`;
  return [{ code: 'slurm.job', about, verdict: 'ok', found }];
}

async function examineRights(door: SlurmDoor): Promise<DoctorFinding> {
  const about = 'drains';
  const may = await door.mayDrain();
  if (!may.ok) return brokenBy(about)(may.problems[0]!);
  const code = 'slurm.drain';
  if (may.value) return { code, about, verdict: 'ok', found: 'This user may drain nodes.' };
  return {
    code,
    about,
    verdict: 'warning',
    found:
      'This user may not drain nodes: one that a run has taken out stays open to the jobs of others.',
    advice: 'An administrator can change it: sacctmgr modify user NAME set adminlevel=Operator.',
  };
}

function brokenBy(about: string): (problem: Problem) => DoctorFinding {
  return ({ code, message }) => ({ code, about, verdict: 'broken', found: message });
}

function isBroken(findings: readonly DoctorFinding[]): boolean {
  return findings.some(({ verdict }) => verdict === 'broken');
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
