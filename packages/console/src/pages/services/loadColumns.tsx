import type { ServiceSummary } from '@gigafactory/core/api';
import layout from '../../control/layout.module.css';
import { Rate } from '../../control/Rate.tsx';
import { Shown } from '../../ui/Quantity.tsx';
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
          <span data-part="running">
            <Count of={running} /> running
          </span>
          {queue !== null && (
            <small data-part="waiting">
              <Count of={queue} /> waiting
            </small>
          )}
        </span>
      ),
  },
  {
    key: 'ttft',
    head: 'First token',
    align: 'end',
    cell: ({ ttft }) => (
      <span className={layout.pair}>
        <Mean of={ttft} />
        {ttft?.p95 != null && (
          <small data-part="95%">
            <Shown value={ttft.p95} unit="s">
              {p95Words(ttft)}
            </Shown>
          </small>
        )}
      </span>
    ),
  },
  {
    key: 'rate',
    head: 'Output',
    align: 'end',
    cell: ({ tokensPerSecond, tokenTime }) => (
      <span className={layout.pair}>
        <Rate of={tokensPerSecond} />
        {tokenTime && (
          <small data-part="time of one">
            one in <Mean of={tokenTime} />
          </small>
        )}
      </span>
    ),
  },
  { key: 'kv', head: 'KV cache', align: 'end', cell: ({ kvUse }) => showUse(kvUse) },
];

function Count({ of }: { readonly of: number | null }) {
  return (
    <Shown value={of} unit="1">
      {showCount(of)}
    </Shown>
  );
}

function Mean({ of }: { readonly of: Load['ttft'] }) {
  return (
    <Shown value={of?.mean ?? null} unit="s">
      {showMean(of)}
    </Shown>
  );
}
