import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import type { RunOperation } from '../threads/run.ts';
import {
  type ArrayJob,
  ArrayOrders,
  type ArrayScheduler,
  type BatchTiming,
  SCHEDULER_NAMES,
  USUAL_TIMING,
} from './array-job.ts';
import { ArrayWorkers } from './array-workers.ts';
import { claimFolder } from './claim.ts';
import { PartFolder } from './part-folder.ts';
import { PartKeys } from './part-keys.ts';
import { programIdentity } from './program.ts';
import type { Shares } from './share-out.ts';
import { taskScript } from './task-script.ts';

/** What is computed: its parts are found again under the same operation and input. */
interface BatchRequest {
  readonly operation: string;
  readonly input: unknown;
}

export interface ArrayOptions {
  /** Knows the jobs whose names begin with the prefix that it is opened with. */
  readonly openScheduler: (prefix: string) => ArrayScheduler;
  /** A folder that this machine and all nodes see under the same path. */
  readonly shared: string;
  readonly request: BatchRequest;
  /** How to call this program here: a command that takes the folder of an array. */
  readonly command: readonly string[];
  readonly pilot: RunOperation;
  /** Tasks at once; when left out as many as last some 30 s each, and as many at once as are started. */
  readonly atOnce?: number | undefined;
  readonly say?: (news: string) => void;
  /** Only tests change these. */
  readonly shares?: Partial<Shares>;
  readonly timing?: Partial<BatchTiming>;
  readonly beatMs?: number;
  readonly program?: string;
}

/**
 * Starting a task takes a scheduler and Node a second or three: a tenth of this. Slurm takes arrays of 1,000 as
 * it comes.
 */
const USUAL_SHARES: Shares = { taskSeconds: 30, mostTasks: 1000 };

/**
 * Workers that are tasks of a scheduler, over a folder of parts. An earlier process that was killed while it
 * asked the same is gone on from: what has been answered stays, and what is still running is waited for.
 */
export async function openArrayWorkers(options: ArrayOptions): Promise<Result<ArrayWorkers>> {
  const { shared, request, program = programIdentity() } = options;
  const unusable = whyUnusable(shared);
  if (unusable) return failed(unusable);
  const key = new PartKeys(program).keyOf(request.operation, request.input).slice(0, 12);
  const prefix = `gigafactory-parts-${key}-`;
  const folder = new PartFolder(join(shared, prefix.slice(0, -1)));
  folder.make(taskScript(options.command));
  const claimed = await claimFolder(folder.path, options.beatMs);
  if (!claimed.ok) return failed(claimedBy(claimed.holder, folder));
  const scheduler = options.openScheduler(prefix);
  const timing = { ...USUAL_TIMING, ...options.timing };
  const orders = new ArrayOrders(scheduler, timing);
  const wrong = await scheduler.check({ nodes: 1, gpusPerNode: 0 });
  const adopted = wrong.length > 0 ? failed(...wrong) : await findAdopted(orders, folder);
  const workers = new ArrayWorkers({
    ...{ orders, folder, prefix, program, timing },
    claim: claimed.claim,
    adopted: adopted.ok ? adopted.value : [],
    pilot: options.pilot,
    shares: { ...USUAL_SHARES, ...options.shares },
    atOnce: options.atOnce,
    labels: { operation: request.operation },
    say: options.say ?? (() => {}),
  });
  if (adopted.ok) return ok(workers);
  claimed.claim.release();
  if (folder.arrays().length === 0) folder.remove();
  scheduler.close();
  return adopted;
}

/** Arrays of an earlier process that are not over. */
async function findAdopted(
  orders: ArrayOrders,
  folder: PartFolder,
): Promise<Result<readonly ArrayJob[]>> {
  const names = new Set(folder.arrays());
  if (names.size === 0) return ok([]);
  const living = await orders.living(names);
  if (living) return ok(living.map(({ name, job }) => ({ name, identity: job })));
  const scheduler = SCHEDULER_NAMES[orders.scheduler.kind];
  const message = `${scheduler} does not answer, so nobody knows whether jobs of an earlier call are still running. Try again once it does.`;
  return failed({ code: 'batch.scheduler', message });
}

function whyUnusable(shared: string): Problem | undefined {
  const code = 'batch.shared';
  if (!isAbsolute(shared)) {
    return { code, message: `The shared folder must be an absolute path, not "${shared}".` };
  }
  try {
    accessSync(shared, constants.W_OK | constants.X_OK);
    if (statSync(shared).isDirectory()) return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { code, message: `The shared folder ${shared} cannot be used: ${reason}.` };
  }
  return { code, message: `The shared folder ${shared} is not a folder.` };
}

function claimedBy(holder: string, { path }: PartFolder): Problem {
  const message = `The same is being computed already, by ${holder}. Wait for it or stop it; its parts are in ${path}.`;
  return { code: 'batch.claimed', message };
}
