import { median } from '@gigafactory/core/base';

/**
 * What Slurm itself takes of a recovery, as its daemons log it.
 *
 * @typedef {object} JobTimes of one job, s; undefined where it has not come to that
 * @property {string} job
 * @property {number | undefined} wait from its submission until it has its nodes
 * @property {number | undefined} launch from then until the last of its nodes is told to start the tasks
 */

const LINE = /^\[(\d{4}-\d\d-\d\dT[\d:.]+)\] (.*)$/;
const SUBMITTED = /_slurm_rpc_submit_batch_job: JobId=(\d+) /;
const ALLOCATED = /sched(?:\/backfill)?: (?:Allocate|_start_job: Started) JobId=(\d+) /;
const LAUNCHED = /launch task StepId=(\d+)\.0 request/;

/**
 * @param {string} controller the log of slurmctld
 * @param {readonly string[]} nodes the logs of all slurmd
 * @returns {readonly JobTimes[]}
 */
export function jobTimes(controller, nodes) {
  const submitted = momentsOf(controller, SUBMITTED);
  const allocated = momentsOf(controller, ALLOCATED);
  const launched = momentsOf(nodes.join('\n'), LAUNCHED);
  return [...submitted].map(([job, at]) => {
    const start = allocated.get(job);
    return {
      job,
      wait: secondsFrom(at, start),
      launch: start === undefined ? undefined : secondsFrom(start, launched.get(job)),
    };
  });
}

/** @param {readonly JobTimes[]} times */
export function summaryOf(times) {
  return {
    jobs: times.length,
    wait: spread(times.map(({ wait }) => wait)),
    launch: spread(times.map(({ launch }) => launch)),
  };
}

/** The last moment at which a log speaks so of each job, ms. @param {string} log @param {RegExp} words */
function momentsOf(log, words) {
  /** @type {Map<string, number>} */
  const moments = new Map();
  for (const line of log.split('\n')) {
    const [, at = '', text = ''] = LINE.exec(line) ?? [];
    const job = words.exec(text)?.[1];
    if (job !== undefined) moments.set(job, Math.max(moments.get(job) ?? 0, Date.parse(at)));
  }
  return moments;
}

/** @param {number} from ms @param {number | undefined} to ms */
function secondsFrom(from, to) {
  return to === undefined ? undefined : (to - from) / 1000;
}

/** @param {readonly (number | undefined)[]} times */
function spread(times) {
  const known = times.filter((time) => time !== undefined);
  if (known.length === 0) return { median: null, most: null };
  return { median: Math.round(1000 * median(known)) / 1000, most: Math.max(...known) };
}
