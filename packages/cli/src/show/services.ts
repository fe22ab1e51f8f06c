import type { ServiceDetail, ServiceSummary } from '@gigafactory/core/api';
import type { Clock } from '../io.ts';
import { amount, share } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint, Style } from '../text/paint.ts';
import { type Cell, table } from '../text/table.ts';
import { localTime } from '../text/time.ts';
import { hang } from '../text/wrap.ts';

type Load = Pick<
  ServiceSummary,
  'queue' | 'running' | 'kvUse' | 'ttft' | 'tokenTime' | 'tokensPerSecond'
>;

const STYLES: Readonly<Partial<Record<string, Style>>> = {
  active: 'green',
  ready: 'green',
  failed: 'red',
  unhealthy: 'red',
  stopped: 'dim',
  off: 'dim',
};

const LOAD_TITLES = [
  { title: 'running', align: 'right' },
  { title: 'queue', align: 'right' },
  { title: 'KV cache', align: 'right' },
  { title: 'first token', align: 'right' },
  { title: 'per token', align: 'right' },
  { title: 'tokens/s', align: 'right' },
] as const;

/** Of what gave way to a service the newest are shown. */
const MOST_TAKEN = 4;

/** Services as a table; below it what those do that are not all ready. */
export function showServices(services: readonly ServiceSummary[], paint: Paint): string[] {
  const notable = services.filter(
    ({ state, ready, wanted }) => state !== 'stopped' && ready < wanted,
  );
  return [
    ...table(
      [{ title: 'service' }, { title: 'state' }, { title: 'ready' }, ...LOAD_TITLES],
      services.map((each) => [
        each.service,
        stateCell(each.state),
        `${each.ready} of ${each.wanted}`,
        ...loadCells(each),
      ]),
      paint,
    ),
    ...(notable.length === 0 ? [] : ['']),
    ...notable.flatMap(({ service, reason }) => hang('', `${service}: ${reason}`, 2, paint.width)),
  ];
}

/** A service with its replicas, its versions and what was ordered. */
export function showService(detail: ServiceDetail, clock: Clock, paint: Paint): string[] {
  const { least, most, wanted, replicas, versions, orders, untried } = detail;
  const all = replicas.filter(({ state }) => state !== 'off');
  return [
    ...facts(
      `Service ${detail.service}`,
      [
        ['state', `${detail.state}: ${detail.reason}`],
        ['model', `${detail.model}, by ${detail.kind}`],
        ['replicas', `${wanted} wanted of ${least} to ${most}, priority ${detail.priority}`],
        ...(untried === undefined ? [] : [['untried', untried] as const]),
        ['started', `${localTime(detail.startedAt, clock)} by ${detail.startedBy}`],
        ['folder', detail.folder],
      ],
      paint,
    ),
    '',
    ...table(
      [
        { title: 'replica' },
        { title: 'state' },
        { title: 'at' },
        { title: 'version' },
        ...LOAD_TITLES,
      ],
      all.map((each) => [
        each.replica,
        stateCell(each.state),
        each.url ?? each.nodes.join(', '),
        String(each.version),
        ...loadCells(each),
      ]),
      paint,
    ),
    ...all.flatMap(({ replica, reason }) => hang('', `${replica}: ${reason}`, 2, paint.width)),
    ...(versions.length < 2 ? [] : ['']),
    ...(versions.length < 2 ? [] : versions).flatMap(({ version, model, by, since, state }) =>
      hang(
        '',
        `version ${version} (${state}): ${model}, by ${by}, ${localTime(since, clock)}`,
        2,
        paint.width,
      ),
    ),
    ...(detail.took ?? [])
      .slice(-MOST_TAKEN)
      .flatMap(({ at, replica, run, reason }) =>
        hang(
          '',
          `${localTime(at, clock)} ${replica} took the nodes of ${run}: ${reason}`,
          2,
          paint.width,
        ),
      ),
    ...orders.flatMap(({ at, by, order, outcome }) =>
      hang('', `${localTime(at, clock)} ${by}: ${order}. ${outcome}`, 2, paint.width),
    ),
  ];
}

function stateCell(state: string): Cell {
  const style = STYLES[state];
  return style ? { text: state, style } : state;
}

function loadCells({ running, queue, kvUse, ttft, tokenTime, tokensPerSecond }: Load): Cell[] {
  return [
    running === null ? '' : amount(running, '1'),
    queue === null ? '' : amount(queue, '1'),
    kvUse === null ? '' : share(kvUse),
    ttft ? amount(ttft.mean, 's') : '',
    tokenTime ? amount(tokenTime.mean, 's') : '',
    tokensPerSecond === null ? '' : amount(tokensPerSecond, '1'),
  ];
}
