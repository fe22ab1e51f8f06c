import { describe, expect, it } from 'vitest';
import { jobTimes, summaryOf } from '../../scripts/lib/chaos/grounds/slurm-share.mjs';

/** As slurmctld 24.11.5 writes it. */
const CONTROLLER = `
[2026-11-30T00:08:32.951] slurmctld version 24.11.5 started on cluster gigafactory(0)
[2026-11-30T00:08:33.856] _slurm_rpc_submit_batch_job: JobId=1 InitPrio=1 usec=2255
[2026-11-30T00:08:37.006] sched: Allocate JobId=1 NodeList=n[0-7] #CPUs=64 Partition=gpu
[2026-11-30T00:08:48.519] _job_complete: JobId=1 WEXITSTATUS 233
[2026-11-30T00:08:50.000] _slurm_rpc_submit_batch_job: JobId=2 InitPrio=1 usec=2255
[2026-11-30T00:08:50.500] sched/backfill: _start_job: Started JobId=2 in gpu on n[0-1]
[2026-11-30T00:09:00.000] _slurm_rpc_submit_batch_job: JobId=12 InitPrio=1 usec=2255
not a line of a log: JobId=1
`;
const NODES = [
  `[2026-11-30T00:08:37.250] launch task StepId=1.0 request from UID:0 GID:0 HOST:127.0.0.1 PORT:40000
[2026-11-30T00:08:51.000] launch task StepId=2.0 request from UID:0 GID:0 HOST:127.0.0.1 PORT:40000`,
  '[2026-11-30T00:08:37.506] launch task StepId=1.0 request from UID:0 GID:0 HOST:127.0.0.1 PORT:40000',
];

describe("Slurm's own share", () => {
  it('is what its daemons say of each job, to the last node that starts it', () => {
    expect(jobTimes(CONTROLLER, NODES)).toEqual([
      { job: '1', wait: 3.15, launch: 0.5 },
      { job: '2', wait: 0.5, launch: 0.5 },
      { job: '12', wait: undefined, launch: undefined },
    ]);
  });

  it('leaves out what has not come to pass', () => {
    expect(summaryOf(jobTimes(CONTROLLER, NODES))).toEqual({
      jobs: 3,
      wait: { median: 1.825, most: 3.15 },
      launch: { median: 0.5, most: 0.5 },
    });
    expect(summaryOf(jobTimes('', []))).toEqual({
      jobs: 0,
      wait: { median: null, most: null },
      launch: { median: null, most: null },
    });
  });
});
