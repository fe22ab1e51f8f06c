import type { ReactNode } from 'react';
import styles from './RangeBars.module.css';

export interface RangeBar {
  readonly key: string;
  readonly label: ReactNode;
  readonly value: number;
  /** An interval around the value, drawn as a whisker. */
  readonly range?: readonly [number, number];
  readonly text: ReactNode;
  readonly note?: ReactNode;
  /** A colour token. */
  readonly token: string;
}

/** Bars from zero with their numbers beside them: a table that also shows its sizes. */
export function RangeBars({
  caption,
  heads,
  bars,
}: {
  readonly caption: string;
  readonly heads: readonly [string, string];
  readonly bars: readonly RangeBar[];
}) {
  const most = Math.max(0, ...bars.map((bar) => Math.max(bar.value, bar.range?.[1] ?? 0)));
  const share = (value: number): string => `${most > 0 ? Math.max(0, value / most) * 100 : 0}%`;
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{heads[0]}</th>
          <td className={styles.track} aria-hidden="true" />
          <th scope="col" className={styles.number}>
            {heads[1]}
          </th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.key}>
            <th scope="row">{bar.label}</th>
            <td className={styles.track} aria-hidden="true">
              <div
                className={styles.bar}
                style={{ inlineSize: share(bar.value), background: `var(${bar.token})` }}
              />
              {bar.range && (
                <div
                  className={styles.whisker}
                  style={{
                    insetInlineStart: share(bar.range[0]),
                    insetInlineEnd: `calc(100% - ${share(bar.range[1])})`,
                  }}
                />
              )}
            </td>
            <td className={styles.number}>
              {bar.text}
              {bar.note && <small>{bar.note}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
