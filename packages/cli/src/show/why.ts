import type { RunDetail } from '@gigafactory/core/api';
import type { Clock } from '../io.ts';
import { amount, share } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { table } from '../text/table.ts';
import { localTime } from '../text/time.ts';
import { paragraph } from '../text/wrap.ts';
import { showLoss, stateOf } from './runs.ts';

/** The newest of these are shown. */
const MOST_SHOWN = 8;

/** What a run does and why, in words. */
export function showWhy(run: RunDetail, clock: Clock, paint: Paint): string[] {
  return [
    paint('bold', `${run.run}: ${stateOf(run)}`),
    ...paragraph(run.reason, paint.width),
    '',
    ...facts(run.endedAt === undefined ? 'Now' : 'In the end', rowsOf(run, clock), paint),
    ...showAttempts(run, clock, paint),
    ...showOrders(run, clock, paint),
    '',
    ...paragraph(
      `"gigafactory events ${run.run}" tells what happened and why; "gigafactory logs ${run.run}" what it wrote.`,
      paint.width,
    ),
  ];
}

function rowsOf(run: RunDetail, clock: Clock): (readonly [string, string])[] {
  const { progress, steps, goodput, endedAt } = run;
  const loss = showLoss(progress.loss);
  const kept = run.checkpoints.filter(({ state }) => state === 'kept');
  const last = kept.at(-1);
  return [
    ['step', `${amount(progress.step, '1')} of ${amount(steps, '1')}${loss && `, loss ${loss}`}`],
    ['speed', showSpeed(run)],
    ...(goodput === null ? [] : [['goodput', share(goodput)] as const]),
    ...(endedAt === undefined
      ? ([
          ['replicas', showReplicas(run)],
          ['nodes', showNodes(run)],
        ] as const)
      : []),
    ['checkpoint', last ? `step ${amount(last.step, '1')}: ${last.path}` : 'none yet'],
    ['started', `${localTime(run.startedAt, clock)} by ${run.startedBy}`],
    ...(endedAt === undefined ? [] : [['ended', localTime(endedAt, clock)] as const]),
  ];
}

/** Measured beside predicted. */
export function showSpeed({
  stepTime,
  tokensPerSecond,
  prediction,
}: Pick<RunDetail, 'stepTime' | 'tokensPerSecond' | 'prediction'>): string {
  const predicted = `${amount(prediction.stepTime, 's')} and ${amount(prediction.tokensPerSecond, 'token/s')} predicted`;
  if (stepTime === null || tokensPerSecond === null) return predicted;
  return `${amount(stepTime, 's')} a step, ${amount(tokensPerSecond, 'token/s')}; ${predicted}`;
}

function showReplicas({ replicas, lostReplicas, phase }: RunDetail): string {
  if (phase !== 'running') return String(replicas);
  const missing = lostReplicas.length > 0 ? `; missing: ${lostReplicas.join(', ')}` : '';
  return `${replicas - lostReplicas.length} of ${replicas} train${missing}`;
}

/** More than these are told by state. */
const MOST_NODES = 16;
const MOST_NAMED = 6;

function showNodes({ fleet }: RunDetail): string {
  if (fleet.length > MOST_NODES) return showStates(fleet);
  return fleet
    .map(({ node, state, ranks }) => {
      const numbers = ranks.map(({ rank }) => rank).join(', ');
      return `${node} ${state}${numbers && ` (${ranks.length === 1 ? 'rank' : 'ranks'} ${numbers})`}`;
    })
    .join('; ');
}

/** `1022 running; 2 broken (n17, n801)`: those that run go without their names. */
function showStates(fleet: RunDetail['fleet']): string {
  const states = [...new Set(fleet.map(({ state }) => state))];
  return states
    .map((state) => {
      const names = fleet.filter((each) => each.state === state).map(({ node }) => node);
      const some = names.slice(0, MOST_NAMED).join(', ');
      const more = names.length > MOST_NAMED ? ', …' : '';
      return `${names.length} ${state}${state === 'running' ? '' : ` (${some}${more})`}`;
    })
    .join('; ');
}

function showAttempts({ attempts }: RunDetail, clock: Clock, paint: Paint): string[] {
  if (attempts.length === 0) return [];
  return [
    '',
    paint('bold', 'Attempts'),
    ...table(
      [
        { title: '', align: 'right' },
        { title: 'launched' },
        { title: 'steps', align: 'right' },
        { title: 'ended' },
      ],
      attempts
        .slice(-MOST_SHOWN)
        .map(({ attempt, launchedAt, fromStep, toStep, endedAt, why }) => [
          String(attempt),
          localTime(launchedAt, clock),
          `${fromStep} to ${toStep}`,
          endedAt === undefined ? 'still alive' : (why ?? localTime(endedAt, clock)),
        ]),
      paint,
    ),
  ];
}

function showOrders({ orders }: RunDetail, clock: Clock, paint: Paint): string[] {
  if (orders.length === 0) return [];
  return [
    '',
    paint('bold', 'Orders'),
    ...table(
      [{ title: 'at' }, { title: 'by' }, { title: 'order' }],
      orders
        .slice(-MOST_SHOWN)
        .map(({ at, by, order, outcome }) => [
          localTime(at, clock),
          by,
          outcome === '' ? order : `${order}: ${outcome}`,
        ]),
      paint,
    ),
  ];
}
