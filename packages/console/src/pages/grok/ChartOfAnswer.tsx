import type { ChatEvent } from '@gigafactory/core/api';
import { findUnit, showQuantity } from '@gigafactory/core/base';
import { type ReactNode, useMemo, useRef } from 'react';
import { RangeBars } from '../../charts/RangeBars.tsx';
import { TimeChart } from '../../charts/TimeChart.tsx';
import { PanelTools } from '../../ui/PanelTools.tsx';
import { Swatch } from '../../ui/Swatch.tsx';
import styles from './Evidence.module.css';

type Chart = Extract<ChatEvent, { readonly kind: 'chart' }>;

/** What an operation answered as a series, drawn from the log of the answer; all of it is also a table, and a file. */
export function ChartOfAnswer({ chart }: { readonly chart: Chart }): ReactNode {
  const { over } = chart;
  return over.kind === 'names' ? (
    <Bars chart={chart} names={over.names} />
  ) : (
    <Trace chart={chart} seconds={over.seconds} />
  );
}

function Bars({ chart, names }: { readonly chart: Chart; readonly names: readonly string[] }) {
  const panel = useRef<HTMLDivElement>(null);
  const { title, unit, series } = chart;
  const [first] = series;
  if (!first) return null;
  const bars = names.map((name, at) => {
    const value = first.values[at] ?? null;
    const range = first.ranges?.[at];
    return {
      ...{ key: `${at}`, label: name, value: value ?? 0, token: '--series-1' },
      text: value === null ? '–' : showQuantity(value, unit),
      ...(range?.[0] === undefined || range[1] === undefined
        ? {}
        : { range: [range[0], range[1]] as const }),
    };
  });
  return (
    <div ref={panel} className={styles.chart} data-panel>
      <div className={styles.caption}>
        {title}
        <PanelTools title={title} panel={panel} />
      </div>
      <RangeBars caption={title} heads={['', first.label]} bars={bars} />
    </div>
  );
}

const TOKENS = ['--series-8', '--series-4', '--series-1'];

function Trace({ chart, seconds }: { readonly chart: Chart; readonly seconds: readonly number[] }) {
  const { title, unit } = chart;
  const factor = findUnit(unit)?.factor ?? 1;
  const series = useMemo(
    () =>
      chart.series.map(({ label, values }, at) => ({
        ...{ label, values, token: TOKENS[at % TOKENS.length] ?? '--series-1' },
      })),
    [chart],
  );
  const extremes = series.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    return `${label}: ${showQuantity(Math.min(...known), unit)} to ${showQuantity(Math.max(...known), unit)}`;
  });
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        {title}, {unit}
      </figcaption>
      <TimeChart
        title={title}
        unit={unit}
        show={(value) => showQuantity(value, unit, { digits: 4 })}
        showY={(value) => String(Number((value / factor).toPrecision(3)))}
        time={seconds}
        series={series}
        height={180}
        summary={`${title}. ${extremes.join('; ')}.`}
      />
      <ul className={styles.keys} aria-label="Lines">
        {series.map(({ label, token }) => (
          <li key={label}>
            <Swatch token={token} /> {label}
          </li>
        ))}
      </ul>
    </figure>
  );
}
