import type { DesiredEngine, DesiredRun } from '@gigafactory/core/api';
import type { TwinResult } from '@gigafactory/core/twin';
import { amount, share } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { quoted } from '../text/set-options.ts';

/** What will be run, where, and what to expect of it. */
export interface RunPlan {
  readonly desired: DesiredRun;
  readonly twin: TwinResult;
  /** The factory file, as it was typed. */
  readonly file: string;
  /** Where the run keeps its things. */
  readonly folder: string;
  readonly host: string;
  /** With what it shares its nodes, as rows to show. */
  readonly shares: readonly (readonly [string, string])[];
  /** Keys of the file's engine that another engine does not have. */
  readonly left: readonly string[];
}

/** Everything a person should know before the run is started. */
export function showRunPlan(
  { desired, twin, file, folder, host, shares, left }: RunPlan,
  paint: Paint,
): string[] {
  const { name, steps, job, prediction, program, engine } = desired;
  const { stepTime, stepTimeRange, tokensPerSecond, memory, idealDuration, duration } = prediction;
  const { low80, high80 } = stepTimeRange;
  const batch = job.globalBatch * job.sequenceLength;
  return facts(
    `Run ${name} of ${file}`,
    [
      ['trains', `${amount(steps, 'step')} of ${amount(batch, 'token')}`],
      [
        'step time',
        `${amount(stepTime, 's')}; ${amount(low80, 's')} to ${amount(high80, 's')} in 80 of 100 measured runs`,
      ],
      ['speed', amount(tokensPerSecond, 'token/s')],
      ['memory', `${amount(memory, 'GB')} on the fullest rank`],
      [
        'duration',
        `${amount(duration, 's')}, ${amount(idealDuration, 's')} of it without interruptions; a checkpoint every ${amount(prediction.checkpointInterval, 's')}`,
      ],
      ['twin', showExpectation(twin)],
      ['program', program.command.map(quoted).join(' ')],
      ['runs on', showTarget(engine, host)],
      ...shares,
      ...(left.length > 0 ? [['left out', `${left.join(', ')} of the file`] as const] : []),
      ['folder', folder],
    ],
    paint,
  );
}

/** What time is lost by, to be read after "most of the rest is". */
const LOSSES: readonly (readonly [cause: keyof TwinResult['lost'], words: string])[] = [
  ['detect', 'noticing failures'],
  ['waitForNodes', 'waiting for nodes'],
  ['restart', 'starting'],
  ['rework', 'doing work again'],
  ['checkpoint', 'writing checkpoints'],
  ['maintenance', 'planned maintenance'],
  ['straggle', 'slow nodes'],
  ['shrunk', 'training with fewer replicas'],
];

/** A short run may spend most of its time on starting, or waiting for those that go first: then it says so. */
function showExpectation({ lives, interruptions, ettr, lost }: TwinResult): string {
  const { unexpected, planned } = interruptions;
  const losses = LOSSES.map(([cause, words]) => ({ words, mean: lost[cause].mean }));
  const [worst] = losses.toSorted((a, b) => b.mean - a.mean);
  const rest =
    worst === undefined || worst.mean === 0
      ? ''
      : `; most of the rest is ${worst.words}, ${amount(worst.mean, 's')}`;
  return `in ${lives} lives ${amount(unexpected.mean, '1')} unexpected and ${amount(planned.mean, '1')} planned interruptions each, goodput ${share(ettr.mean)}${rest}`;
}

/** Where it will be started, in full. */
export function showTarget(engine: DesiredEngine, host: string): string {
  const { kind, nodes, ranksPerNode: ranks } = engine;
  const each = `${amount(nodes, 'node')} of ${ranks} ${ranks === 1 ? 'rank' : 'ranks'}`;
  if (kind === 'local') return `${host}: engine local, ${each}`;
  const { shared, gpusPerNode } = engine;
  const jobs = `jobs that ask for ${gpusPerNode === 0 ? 'no GPUs' : `${amount(gpusPerNode, 'GPU')} a node`}; shared folder ${shared}`;
  if (kind === 'slurm') {
    const { partition, account, pattern, rest } = engine;
    const by = rest ? ` by ${rest.url}` : '';
    const charged = account === undefined ? '' : `, account ${account}`;
    const which = pattern === undefined ? each : `${each} of ${pattern}`;
    return `Slurm${by}, partition ${partition}${charged}: ${which}; ${jobs}`;
  }
  const { namespace, image, queue, selector, context } = engine;
  const where = context === undefined ? '' : ` ${context}`;
  const queued = queue === undefined ? '' : `, queue ${queue}`;
  const which = selector === undefined ? each : `${each} with ${selector}`;
  return `Kubernetes${where}, namespace ${namespace}${queued}: ${which}; image ${image}; ${jobs}`;
}
