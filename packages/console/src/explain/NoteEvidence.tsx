import { type Known, showQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import type { Note } from '../api/types.ts';
import styles from './Explanation.module.css';

type Source = NonNullable<Note['sources']>[number];

/** Range, sources, date and what other sources say. */
export function NoteEvidence({ note }: { readonly note: Note }): ReactNode {
  const { range, sources = [], asOf, alternatives = [] } = note;
  if (!range && sources.length === 0 && !asOf && alternatives.length === 0) return null;
  return (
    <dl className={styles.evidence}>
      {range ? (
        <Line term="Range">
          {showQuantity(range[0], note.unit)} to {showQuantity(range[1], note.unit)}
        </Line>
      ) : null}
      {sources.map((source) => (
        <Line key={`${source.title} ${source.locator ?? ''}`} term="Source">
          <SourceText source={source} />
        </Line>
      ))}
      {asOf ? <Line term="As of">{asOf}</Line> : null}
      {alternatives.map((other) => (
        <Line key={`${other.value} ${other.source?.title ?? ''}`} term="Others say">
          <Alternative other={other} />
        </Line>
      ))}
    </dl>
  );
}

function Line({
  term,
  children,
}: {
  readonly term: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Alternative({ other }: { readonly other: Known }): ReactNode {
  return (
    <>
      <strong>{showQuantity(other.value, other.unit)}</strong>{' '}
      {other.source ? <SourceText source={other.source} /> : null}
      {other.asOf ? `, ${other.asOf}` : ''}
      {other.reason ? <span> {other.reason}</span> : null}
    </>
  );
}

function SourceText({ source }: { readonly source: Source }): ReactNode {
  return (
    <>
      {source.url ? (
        <a href={source.url} target="_blank" rel="noreferrer">
          {source.title}
        </a>
      ) : (
        source.title
      )}
      {source.locator ? `, ${source.locator}` : ''}
    </>
  );
}
