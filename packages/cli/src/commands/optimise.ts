import {
  DEFAULT_POLICY_LIVES,
  DIMENSIONS,
  OBJECTIVES,
  type Objective,
} from '@gigafactory/core/api';
import { nearestName } from '@gigafactory/core/base';
import { runInParts } from '@gigafactory/server/threads';
import { type Command, type Context, EDITS, FILE, LIVES } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { namesOf, readLives } from '../lives.ts';
import { showPolicies } from '../show/policies.ts';
import { onWorkers, WORKERS } from '../workers.ts';
import { print } from './print.ts';

const USUAL = 'checkpoint.interval';

export const optimise: Command = {
  name: 'optimise',
  summary: 'Search for the policy under which a run does best, given the same failures',
  operands: [FILE],
  options: {
    over: {
      kind: 'text',
      value: 'PART,…',
      summary: `What to search over (default: ${USUAL})`,
    },
    objective: {
      kind: 'text',
      value: 'NAME',
      summary: 'ettr, or cost of a useful GPU-hour (the default if spares are searched)',
    },
    ...LIVES,
    lives: {
      kind: 'integer',
      value: 'N',
      summary: 'Lives of each policy that stays to the end',
      default: DEFAULT_POLICY_LIVES,
      least: 2,
      most: 10_000,
    },
    ...WORKERS,
    ...EDITS,
  },
  about: `Parts of a policy: ${DIMENSIONS.join(', ')}. All policies live through the same failures; one that is significantly worse than the best is dropped early.`,
  run: runOptimise,
};

async function runOptimise(context: Context): Promise<number> {
  const { args, paint } = context;
  const objective = readObjective(context);
  const factory = await readFactory(context);
  const over = namesOf(args.texts['over'] ?? USUAL);
  const lives = args.numbers['lives']!;
  const input = {
    ...factory,
    ...readLives(context),
    lives,
    over,
    ...(objective === undefined ? {} : { objective }),
  };
  const asked = { operation: 'optimise', input, factory, what: 'searching' } as const;
  const searched = await onWorkers(context, asked, ({ workers, say, signal }) => {
    const onPart = (done: number, parts: number, round = '') =>
      say(`searching, ${round}, ${done} of ${parts} parts`);
    return runInParts(workers, 'optimise', input, { signal, onPart });
  });
  const { value: answer, cpuSeconds } = searched;
  const report = unwrap(answer, factory.file);
  print(context, { ...report, cpuSeconds }, () => showPolicies(report, cpuSeconds, paint));
  return EXIT.ok;
}

function readObjective({ args }: Context): Objective | undefined {
  const given = args.texts['objective'];
  if (given === undefined) return undefined;
  const known = OBJECTIVES.find((each) => each === given);
  if (known) return known;
  throw inputError(
    'usage.value',
    `--objective takes ${OBJECTIVES.join(' or ')}, not "${given}".`,
    nearestName(given, OBJECTIVES),
  );
}
