import styles from './StackedBar.module.css';
import { stackSegments } from './stack.ts';

interface BarPart {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  /** A colour token. */
  readonly token: string;
}

interface Props {
  readonly label: string;
  readonly parts: readonly BarPart[];
  /** Length of the whole bar; the sum of the parts if that is larger or this is left out. */
  readonly whole?: number;
  readonly show: (value: number) => string;
}

/** A segment narrower than this share of the bar has no label. */
const LABEL_FROM = 0.1;

/** One bar cut into parts; parts too narrow for a label can be read from the table next to it. */
export function StackedBar({ label, parts, whole = 0, show }: Props) {
  const byKey = new Map(parts.map((part) => [part.key, part]));
  const segments = stackSegments(
    parts.map((part) => [part.key, part.value] as const),
    whole,
  );
  const summary = segments
    .map(({ key, value }) => `${byKey.get(key)?.label} ${show(value)}`)
    .join(', ');
  return (
    <div className={styles.bar} role="img" aria-label={`${label}: ${summary}`} data-picture={label}>
      {segments.map(({ key, value, start, share }) => {
        const part = byKey.get(key);
        return (
          <div
            key={key}
            className={styles.segment}
            title={`${part?.label}: ${show(value)} (${(share * 100).toFixed(1)} %)`}
            style={{
              insetInlineStart: `${start * 100}%`,
              inlineSize: `${share * 100}%`,
              background: `var(${part?.token})`,
            }}
          >
            {share >= LABEL_FROM && <span className={styles.label}>{part?.label}</span>}
          </div>
        );
      })}
    </div>
  );
}
