import { Accounts } from './accounts.ts';
import type { Rule } from './checker.ts';
import { Checkpoints } from './checkpoints.ts';
import { CordonLimit } from './cordon-limit.ts';
import { FullGang } from './full-gang.ts';
import { NoNeedlessStop } from './no-needless-stop.ts';
import { NodeTime } from './node-time.ts';
import { OneAttempt } from './one-attempt.ts';
import { Progress } from './progress.ts';
import { Returns } from './returns.ts';
import { Settles } from './settles.ts';
import { SoundNodes } from './sound-nodes.ts';
import { Spares } from './spares.ts';
import { Unknown } from './unknown.ts';

export type { Checker, Rule } from './checker.ts';

/** What must be true of every life. */
export const INVARIANTS: readonly Rule[] = [
  { name: 'one attempt', make: (_, report) => new OneAttempt(report) },
  { name: 'full gang', make: (sim, report) => new FullGang(sim, report) },
  { name: 'sound nodes', make: (sim, report) => new SoundNodes(sim, report) },
  { name: 'cordon limit', make: (sim, report) => new CordonLimit(sim, report) },
  { name: 'checkpoints', make: (sim, report) => new Checkpoints(sim, report) },
  { name: 'unknown', make: (_, report) => new Unknown(report) },
  { name: 'no needless stop', make: (sim, report) => new NoNeedlessStop(sim, report) },
  { name: 'spares', make: (sim, report) => new Spares(sim, report) },
  { name: 'accounts', make: (sim, report) => new Accounts(sim, report) },
  { name: 'node time', make: (sim, report) => new NodeTime(sim, report) },
  { name: 'settles', make: (sim, report) => new Settles(sim, report) },
  { name: 'progress', make: (sim, report) => new Progress(sim, report) },
  { name: 'returns', make: (sim, report) => new Returns(sim, report) },
];
