import type { ServiceSummary } from '@gigafactory/core/api';
import layout from '../../control/layout.module.css';
import { showRate } from '../../control/words.ts';
import type { Column } from '../../ui/Table.tsx';
import { p95Words, showCount, showMean, showUse } from './words.ts';

type Load = Pick<
  ServiceSummary,
  'running' | 'queue' | 'kvUse' | 'ttft' | 'tokenTime' | 'tokensPerSecond'
>;

/** How much a service, or one replica of it, has to do, and how fast it does it. */
export const loadColumns: readonly Column<Load>[] = [
  {
    key: 'requests',
    head: 'Requests',
    align: 'end',
    cell: ({ running, queue }) =>
      running === null && queue === null ? (
        '–'
      ) : (
        <span className={layout.pair}>
          {showCount(running)} running
          {queue !== null && <small>{showCount(queue)} waiting</small>}
        </span>
      ),
  },
  {
    key: 'ttft',
    head: 'First token',
    align: 'end',
    cell: ({ ttft }) => (
      <span className={layout.pair}>
        {showMean(ttft)}
        {p95Words(ttft) && <small>{p95Words(ttft)}</small>}
      </span>
    ),
  },
  {
    key: 'rate',
    head: 'Output',
    align: 'end',
    cell: ({ tokensPerSecond, tokenTime }) => (
      <span className={layout.pair}>
        {showRate(tokensPerSecond)}
        {tokenTime && <small>one in {showMean(tokenTime)}</small>}
      </span>
    ),
  },
  { key: 'kv', head: 'KV cache', align: 'end', cell: ({ kvUse }) => showUse(kvUse) },
];
