import type { Scheduler } from '../cluster/index.ts';
import type { DoctorFinding } from '../finding.ts';
import { CommandLine } from './command-line.ts';
import { commandRunner } from './commands.ts';
import type { SlurmDoor } from './door.ts';
import { examineDoor, type Needed } from './examine.ts';
import type { SlurmOptions } from './options.ts';
import { SlurmRest } from './rest.ts';
import { SlurmScheduler } from './slurm-scheduler.ts';

export type { SlurmOptions } from './options.ts';

/** s; with a controller that is down a command of Slurm gives up after some 10 s by itself. */
const PATIENCE = 20;

/** Slurm as these options name it; nothing is asked before the first call. */
export function openSlurm(options: SlurmOptions): Scheduler {
  return new SlurmScheduler(openDoor(options), options);
}

/** What a person should know of this Slurm before the first run: what works, what would not, and what to do. */
export function examineSlurm(
  options: SlurmOptions,
  needed: Needed,
): Promise<readonly DoctorFinding[]> {
  return examineDoor({ door: openDoor(options), options, needed });
}

function openDoor(options: SlurmOptions): SlurmDoor {
  const { environment = process.env, patience = PATIENCE, rest, commands } = options;
  const { prefix, partition } = options;
  if (rest) return new SlurmRest({ ...rest, prefix, partition, patience });
  const run = commandRunner({ commands, environment, patience });
  return new CommandLine(run, { prefix, partition });
}
