import type { ServiceDetail } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import { useMemo } from 'react';
import { ChartCaption } from '../../charts/ChartCaption.tsx';
import { ChartGroup } from '../../charts/ChartGroup.tsx';
import { elapsedTick } from '../../charts/elapsed.ts';
import { TimeChart } from '../../charts/TimeChart.tsx';
import layout from '../../control/layout.module.css';
import { showRate } from '../../control/words.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Swatch } from '../../ui/Swatch.tsx';
import { isEmpty, type LoadSeries, seriesOf } from './history.ts';
import { showCount, showTimeOf, showUse } from './words.ts';

/** The load of the last 15 minutes. */
export function LoadCharts({ history }: Pick<ServiceDetail, 'history'>) {
  // Asked for every 2 s, and sampled every 10: drawn anew only for a new sample.
  const newest = history.at(-1)?.at;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the same samples nothing else is drawn.
  const load = useMemo(() => seriesOf(history), [newest]);
  return (
    <Panel
      title="The last 15 minutes"
      about="A sample every 10 s of what the ready replicas tell, since the control plane began."
    >
      {load.time.length < 2 ? (
        <Empty title="Nothing to draw yet">The charts begin with the second sample.</Empty>
      ) : (
        <ChartGroup className={layout.thirds}>
          {CHARTS.map((chart) => (
            <Chart key={chart.name} {...chart} load={load} />
          ))}
        </ChartGroup>
      )}
    </Panel>
  );
}

interface Line {
  readonly of: Exclude<keyof LoadSeries, 'time'>;
  readonly name: string;
  readonly token: string;
  readonly dashed?: boolean;
}

interface ChartOf {
  readonly name: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  readonly show: (value: number) => string;
  /** For the axis, where there is little room. */
  readonly showY?: (value: number) => string;
}

const CHARTS: readonly ChartOf[] = [
  {
    name: 'Time to first token',
    unit: 's',
    lines: [
      { of: 'ttft', name: 'mean', token: '--accent' },
      { of: 'ttftP95', name: '95% within', token: '--ink-3', dashed: true },
    ],
    show: showTimeOf,
  },
  {
    name: 'Time of each token',
    unit: 's',
    lines: [
      { of: 'tokenTime', name: 'mean', token: '--series-4' },
      { of: 'tokenTimeP95', name: '95% within', token: '--ink-3', dashed: true },
    ],
    show: showTimeOf,
  },
  {
    name: 'Tokens a second',
    unit: 'token/s',
    lines: [{ of: 'tokensPerSecond', name: 'generated', token: '--series-3' }],
    show: showRate,
    showY: (rate) => showQuantity(rate, 'token/s', { digits: 2 }).replace(/ tokens?\/s$/, ''),
  },
  {
    name: 'Requests',
    unit: '1',
    lines: [
      { of: 'running', name: 'running', token: '--accent' },
      { of: 'queue', name: 'waiting', token: '--series-4' },
    ],
    show: showCount,
  },
  {
    name: 'KV cache in use',
    unit: '1',
    lines: [{ of: 'kvUse', name: 'mean', token: '--series-3' }],
    show: showUse,
  },
  {
    name: 'Replicas',
    unit: '1',
    lines: [
      { of: 'ready', name: 'ready', token: '--accent' },
      { of: 'wanted', name: 'wanted', token: '--ink-3', dashed: true },
    ],
    show: showCount,
  },
];

function Chart({
  name,
  unit,
  lines,
  show,
  showY = show,
  load,
}: ChartOf & { readonly load: LoadSeries }) {
  const series = useMemo(
    () =>
      lines.map(({ of, name: label, token, dashed = false }) => ({
        ...{ label, token, dashed },
        values: load[of],
      })),
    [lines, load],
  );
  const known = lines.filter(({ of }) => !isEmpty(load[of]));
  const told = known.map(({ of, name: label }) => {
    const value = load[of].at(-1) ?? null;
    return `${label} ${value === null ? 'not known now' : show(value)}`;
  });
  return (
    <figure aria-label={name}>
      <ChartCaption>
        <span>{name}</span>
        {known.map(({ of, name: label, token }) => (
          <span key={of}>
            <Swatch token={token} /> {label} {showLast(load[of].at(-1) ?? null, show)}
          </span>
        ))}
      </ChartCaption>
      {known.length === 0 ? (
        <Empty title="The servers do not tell" />
      ) : (
        <TimeChart
          title={name}
          unit={unit}
          show={show}
          showTime={elapsedTick}
          time={load.time}
          series={series}
          showY={showY}
          height={150}
          summary={`${name} over the last 15 minutes: ${told.join(', ')}.`}
        />
      )}
    </figure>
  );
}

function showLast(value: number | null, show: (value: number) => string) {
  return <b>{value === null ? '–' : show(value)}</b>;
}
