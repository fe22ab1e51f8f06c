import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { failed, ok, type Result } from '@gigafactory/core/base';
import type { StartOrder } from '@gigafactory/core/control-plane';
import type { DesiredRun } from '@gigafactory/core/study';
import type { RunOperation } from '../threads/run.ts';
import type { Placed } from './engine-options.ts';
import { resolveProgram } from './program.ts';
import { RunClock } from './run-clock.ts';
import { RunFolder, type RunRecord } from './run-folder.ts';

/** A run that is about to be started, and what its folder is to hold. */
export interface Prepared {
  readonly desired: DesiredRun;
  readonly record: RunRecord;
}

export interface LaunchPlaces {
  /** The folder of all runs. */
  readonly runs: string;
  /** Runs the operations of the core. */
  readonly run: RunOperation;
}

/**
 * Plans what a person wants to start and finds its program; nothing is written yet. Codes: those of the
 * operation `desired`, `program.notFound`, `program.notExecutable`, `program.secret`.
 */
export async function prepare(
  order: StartOrder,
  { runs, run }: LaunchPlaces,
  startedAt: number,
): Promise<Result<Prepared>> {
  const { text, edits = {}, file, mode = 'act' } = order;
  const named = order.run === undefined ? {} : { run: order.run };
  const answer = await run('desired', { text, file, edits, mode, ...named });
  if (!answer.ok) return answer;
  const desired = answer.value;
  const { name, program, engine } = desired;
  if (engine.kind !== 'local') {
    const message = `Runs cannot be started on ${engine.kind} yet: engine.kind must be local.`;
    return failed({ code: 'engine.kind', message });
  }
  const missing = program.environmentFrom.filter((secret) => !(secret in order.environment));
  if (missing.length > 0) {
    const message = `${missing.join(', ')} must be set in the environment of the command: the file names it under environmentFrom.`;
    return failed({ code: 'program.secret', message });
  }
  const folder = dirname(file);
  const path = order.environment['PATH'] ?? '';
  const argv = resolveProgram(program.command, { folder, path });
  if (!argv.ok) return argv;
  const own = join(runs, name, 'checkpoints');
  const checkpoints =
    program.checkpoints === undefined ? own : resolve(folder, program.checkpoints);
  const [first, ...rest] = argv.value;
  const record: RunRecord = {
    ...{ format: 'gigafactory-run', version: 1, run: name, startedAt },
    ...{ startedBy: order.by, file, edits, mode, argv: [first, ...rest], cwd: folder, checkpoints },
  };
  return ok({ desired, record });
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
export function place({ desired, record }: Prepared, order: StartOrder, path: string): Placed {
  const folder = new RunFolder(path);
  const { environment } = order;
  folder.create({ record, desired, text: order.text, environment });
  return { folder, record, desired, environment, clock: new RunClock(record.startedAt, 0) };
}
