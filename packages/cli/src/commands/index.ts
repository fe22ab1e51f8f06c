import type { Command } from '../command.ts';
import { ask } from './ask.ts';
import { backtest } from './backtest.ts';
import { calibrate } from './calibrate.ts';
import { catalogue } from './catalogue.ts';
import { check } from './check.ts';
import { controlLog } from './control-log.ts';
import { doctor } from './doctor.ts';
import { evaluate } from './evaluate.ts';
import { events } from './events.ts';
import { explain } from './explain.ts';
import { journal } from './journal.ts';
import { keys } from './keys.ts';
import { logs } from './logs.ts';
import { ls } from './ls.ts';
import { memory } from './memory.ts';
import { models } from './models.ts';
import { moveJournals } from './move-journals.ts';
import { newFactory } from './new.ts';
import { optimise } from './optimise.ts';
import { drain, requeue, resume } from './orders.ts';
import { parts } from './parts.ts';
import { plan } from './plan.ts';
import { power } from './power.ts';
import { promote } from './promote.ts';
import { publish } from './publish.ts';
import { rollback } from './rollback.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { schema } from './schema.ts';
import { serve } from './serve.ts';
import { stop } from './stop.ts';
import { strategies } from './strategies.ts';
import { support } from './support.ts';
import { twin } from './twin.ts';
import { up } from './up.ts';
import { usage } from './usage.ts';
import { why } from './why.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  newFactory,
  check,
  plan,
  explain,
  strategies,
  memory,
  twin,
  optimise,
  power,
  ask,
  evaluate,
  up,
  keys,
  usage,
  doctor,
  run,
  serve,
  ls,
  why,
  logs,
  events,
  stop,
  requeue,
  scale,
  rollback,
  drain,
  resume,
  journal,
  moveJournals,
  controlLog,
  support,
  publish,
  models,
  promote,
  calibrate,
  backtest,
  catalogue,
  schema,
  parts,
];
