import { showQuantity } from '@gigafactory/core/base';
import { type ReactNode, useMemo } from 'react';
import { latest, useAsk } from '../../api/client.ts';
import type { CatalogueEntry } from '../../api/types.ts';
import { Figure } from '../../explain/Figure.tsx';
import { countOf } from '../../explain/notes.ts';
import { usePlan } from '../../state/plan.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from './CataloguePage.module.css';
import { type CitedSource, sourcesOf } from './sources.ts';

/** Kinds of the catalogue in words; an unknown kind is shown as core names it. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  gpu: 'GPUs',
  node: 'Nodes',
  rack: 'Racks',
  switch: 'Switches',
  optic: 'Optics and cables',
  storage: 'Storage',
  model: 'Models',
  failures: 'Failure rates',
  stack: 'Software stacks',
  pue: 'Power usage effectiveness',
  electricityPrice: 'Prices of electricity',
  constructionCost: 'Prices of building',
  leadTime: 'Lead times',
};

/** What a factory file can name, and where this plan's values come from. */
export function CataloguePage(): ReactNode {
  const { notes } = usePlan();
  const catalogue = latest(useAsk('catalogue', {}));
  const sources = useMemo(() => sourcesOf(notes), [notes]);
  const cited = sources.reduce((sum, { values }) => sum + values.length, 0);
  return (
    <>
      <PageHead title="Catalogue and sources" />
      <Panel title="Catalogue" about="What a factory file can name; each entry brings its values.">
        {catalogue ? (
          Object.entries(catalogue).map(([kind, entries]) => (
            <Entries key={kind} title={KIND_WORDS[kind] ?? kind} entries={entries} />
          ))
        ) : (
          <Loading what="Reading the catalogue…" fills />
        )}
      </Panel>
      <Panel
        title="Sources"
        about={`${countOf(sources.length, 'source')} for ${countOf(cited, 'value')} of this plan.`}
      >
        {sources.length === 0 ? <Empty title="This plan cites no source" /> : null}
        {sources.map((source) => (
          <Source key={`${source.title} ${source.url ?? ''}`} source={source} />
        ))}
      </Panel>
    </>
  );
}

function showFigure({ value, unit }: CatalogueEntry['figures'][string]): string {
  return showQuantity(value, unit);
}

const STANDINGS = {
  measured: 'measured',
  sibling: 'of a sibling',
  scaled: 'scaled, not measured',
} as const;

interface EntriesProps {
  readonly title: string;
  readonly entries: Readonly<Record<string, CatalogueEntry>>;
}

function Entries({ title, entries }: EntriesProps): ReactNode {
  const names = Object.entries(entries);
  return (
    <details className={styles.fold}>
      <summary>
        <h3>{title}</h3>
        <span>{names.length}</span>
      </summary>
      <dl className={styles.entries}>
        {names.map(([name, { label, figures, kernels }]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              {label}
              <small>
                {[
                  ...Object.values(figures).map(showFigure),
                  ...(kernels ? [`kernels ${STANDINGS[kernels]}`] : []),
                ].join(' · ')}
              </small>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Source({ source }: { readonly source: CitedSource }): ReactNode {
  const { title, url, values } = source;
  return (
    <details className={styles.fold}>
      <summary>
        <h3>{title}</h3>
        <span>{countOf(values.length, 'value')}</span>
      </summary>
      {url ? (
        <p className={styles.link}>
          <a href={url} target="_blank" rel="noreferrer">
            {url}
          </a>
        </p>
      ) : null}
      <dl className={styles.entries}>
        {values.map(({ note, locator }) => (
          <div key={`${note.id} ${locator ?? ''}`}>
            <dt>{note.label}</dt>
            <dd>
              <Figure path={note.id} />
              {locator ? <small>{locator}</small> : null}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
