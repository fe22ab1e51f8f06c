import type { Command } from '../command.ts';
import { backtest } from './backtest.ts';
import { catalogue } from './catalogue.ts';
import { check } from './check.ts';
import { explain } from './explain.ts';
import { memory } from './memory.ts';
import { newFactory } from './new.ts';
import { optimise } from './optimise.ts';
import { plan } from './plan.ts';
import { power } from './power.ts';
import { schema } from './schema.ts';
import { strategies } from './strategies.ts';
import { twin } from './twin.ts';
import { up } from './up.ts';

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
  up,
  backtest,
  catalogue,
  schema,
];
