import { structuredPatch } from 'diff';
import { type ReactNode, useMemo } from 'react';
import styles from './TextDiff.module.css';

/** Beyond that many changed lines they are not found one by one: it would take long. */
const MOST_CHANGES = 4000;
/** Lines shown around a change. */
const CONTEXT = 3;

interface TextDiffProps {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** What changed from one text to another, line by line. */
export function TextDiff({ label, before, after }: TextDiffProps): ReactNode {
  const hunks = useMemo(() => hunksOf(before, after), [before, after]);
  if (before === after) return <p className={styles.none}>{label}: nothing.</p>;
  if (!hunks) {
    return <p className={styles.none}>{label}: more lines than can be shown one by one.</p>;
  }
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const count = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return (
    <figure className={styles.diff}>
      <figcaption>
        {label}: <ins>+{count('+')}</ins> <del>−{count('-')}</del> lines
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard. */}
      <section className={styles.lines} tabIndex={0} aria-label={label}>
        {hunks.map(({ newStart, lines: each }) => (
          <pre key={newStart}>
            <span className={styles.place}>line {newStart}</span>
            {each.map((line, index) => (
              <DiffLine
                // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the hunk
                key={index}
                line={line}
              />
            ))}
          </pre>
        ))}
      </section>
    </figure>
  );
}

const TAGS = { '+': 'ins', '-': 'del' } as const;

function DiffLine({ line }: { readonly line: string }): ReactNode {
  const sign = line.charAt(0);
  const Tag = sign === '+' || sign === '-' ? TAGS[sign] : 'span';
  return (
    <Tag>
      {line}
      {'\n'}
    </Tag>
  );
}

function hunksOf(before: string, after: string) {
  const patch = structuredPatch('', '', before, after, '', '', {
    context: CONTEXT,
    maxEditLength: MOST_CHANGES,
  });
  return patch?.hunks;
}
