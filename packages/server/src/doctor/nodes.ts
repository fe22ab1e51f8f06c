import type { DoctorFinding } from '../engine/finding.ts';
import { MUCH_SKEW } from './shared.ts';
import { type NodeReport, type Trial, type TrialResult, tryNodes } from './trial.ts';

/** What MUNGE, by which Slurm's daemons know each other, takes for an expired credential: its default TTL, s. */
const FATAL_SKEW = 300;

/** What nodes say of themselves when a job of a few seconds asks them. */
export async function examineNodes(trial: Trial): Promise<DoctorFinding[]> {
  const tried = await tryNodes(trial);
  if (tried.ok) return findings(trial, tried.value);
  return tried.problems.map(({ code, message }) => ({
    code,
    about: 'a job',
    verdict: 'broken',
    found: message,
  }));
}

function findings(trial: Trial, result: TrialResult): DoctorFinding[] {
  const { reports, silent } = result;
  const found = [...answers(trial, result)];
  if (reports.length === 0) return found;
  const blind = reports.filter(({ readsShared }) => !readsShared);
  if (blind.length > 0) {
    found.push({
      code: 'nodes.notShared',
      about: 'shared folder',
      verdict: 'broken',
      found: `${list(blind)} did not read in ${trial.shared} what was written here.`,
      advice: 'Mount the same folder under this path everywhere.',
    });
  } else if (silent.length === 0) {
    const what = `${list(reports)} read in ${trial.shared} what was written here, and wrote what is read here.`;
    found.push({ code: 'nodes.shared', about: 'shared folder', verdict: 'ok', found: what });
  }
  return [...found, clocks(reports), ...programs(trial, reports), ...gpus(trial, reports)];
}

function answers(trial: Trial, { silent, job, began, reports }: TrialResult): DoctorFinding[] {
  const base = { code: 'nodes.job', about: 'a job' };
  if (silent.length === 0) {
    return [{ ...base, verdict: 'ok', found: `A job ran on ${list(reports)}.` }];
  }
  if (!began) {
    const advice = 'Try again when nodes are free, or name others.';
    return [{ ...base, verdict: 'warning', found: `No job began in time: ${job}.`, advice }];
  }
  const names = silent.map((node) => ({ node }));
  const found = `${list(names)} wrote nothing into ${trial.shared}; ${job}.`;
  const advice = 'Mount the folder there under the same path, writable for the user of the jobs.';
  return [{ code: 'nodes.notShared', about: 'shared folder', verdict: 'broken', found, advice }];
}

function clocks(reports: readonly NodeReport[]): DoctorFinding {
  const base = { code: 'nodes.clock', about: 'clocks' };
  const off = reports.filter(({ skew }) => Math.abs(skew) >= MUCH_SKEW);
  if (off.length === 0) {
    const found = `Clocks differ from the one here by less than ${MUCH_SKEW} s, as far as a job can tell.`;
    return { ...base, verdict: 'ok', found };
  }
  const worst = off.reduce((a, b) => (Math.abs(a.skew) >= Math.abs(b.skew) ? a : b));
  const by = `${Math.abs(worst.skew).toFixed(0)} s ${worst.skew < 0 ? 'behind' : 'ahead of'} this machine`;
  const found = `The clock of ${list(off)} differs; ${worst.node} is ${by}.`;
  const advice =
    'Let all follow one time server (NTP, chrony): credentials and tokens fail otherwise.';
  const isFatal = Math.abs(worst.skew) >= FATAL_SKEW;
  return { ...base, verdict: isFatal ? 'broken' : 'warning', found, advice };
}

function programs({ program = [] }: Trial, reports: readonly NodeReport[]): DoctorFinding[] {
  const [name] = program;
  if (name === undefined) return [];
  const base = { code: 'nodes.program', about: 'program' };
  const without = reports.filter(({ missing }) => missing !== undefined);
  if (without.length === 0) {
    return [{ ...base, verdict: 'ok', found: `${list(reports)} can start ${name}.` }];
  }
  const found = `${list(without)} ${without.length === 1 ? 'lacks' : 'lack'} ${without[0]!.missing}.`;
  const advice = 'Install it there under the same path, or put it into the shared folder.';
  return [{ ...base, verdict: 'broken', found, advice }];
}

function gpus({ gpusPerNode }: Trial, reports: readonly NodeReport[]): DoctorFinding[] {
  if (gpusPerNode === 0) return [];
  const base = { code: 'nodes.gpus', about: 'GPUs' };
  const silent = reports.filter((each) => each.gpus === undefined);
  const few = reports.filter((each) => each.gpus !== undefined && each.gpus < gpusPerNode);
  if (few.length > 0) {
    const least = Math.min(...few.map((each) => each.gpus!));
    const found = `${list(few)} ${few.length === 1 ? 'lists' : 'list'} ${least} of the ${gpusPerNode} GPUs that a job asks for.`;
    const advice =
      'Ask for fewer with engine.gpusPerNode and engine.ranksPerNode, or mend the driver.';
    return [{ ...base, verdict: 'broken', found, advice }];
  }
  if (silent.length > 0) {
    const found = `${list(silent)} ${silent.length === 1 ? 'has' : 'have'} neither nvidia-smi nor rocm-smi to list GPUs with.`;
    const advice = 'Install the driver; where ranks need no GPU, write engine.gpusPerNode: 0.';
    return [{ ...base, verdict: 'warning', found, advice }];
  }
  const found = `The ${gpusPerNode} GPUs that a job asks for are seen on ${list(reports)}.`;
  return [{ ...base, verdict: 'ok', found }];
}

const MOST_NAMES = 6;

/** `n0`, `n0 and n1`, `n0, n1, n2, n3, n4, n5 and 6 more`. */
function list(nodes: readonly { readonly node: string }[]): string {
  const names = nodes.map(({ node }) => node);
  if (names.length > MOST_NAMES) {
    return `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
  }
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
