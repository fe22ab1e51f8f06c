import type { ModelChange, PublishedModel } from '@gigafactory/core/api';
import type { ReactNode } from 'react';
import layout from '../../control/layout.module.css';
import { Moment } from '../../control/Moment.tsx';
import { OrderButton } from '../../control/OrderButton.tsx';
import { linkTo, paths } from '../../state/paths.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Dial, Dials } from '../../ui/Dials.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { Changes } from './Changes.tsx';
import { Evaluation } from './EvaluationPanel.tsx';
import { headlineOf } from './evaluation.ts';
import { Lineage } from './Lineage.tsx';
import styles from './ModelsPage.module.css';
import { promotion } from './orders.ts';
import { MAIN_ALIAS, showBytes, showCount, showParameters } from './words.ts';

interface Props {
  readonly model: PublishedModel;
  /** Of the whole registry. */
  readonly changes: readonly ModelChange[];
  /** What the main alias means now. */
  readonly promoted: string | undefined;
  readonly connection: ReactNode;
}

/** One version: what it is, how it did, and where it came from. */
export function ModelPage({ model, changes, promoted, connection }: Props) {
  const own = changes.filter((change) => [change.model, change.before].includes(model.model));
  return (
    <>
      <PageHead title={model.model} about={<About model={model} />}>
        <div className={layout.actions}>
          {connection}
          <OrderButton
            order={promotion(MAIN_ALIAS, model.model, promoted)}
            disabledReason={
              promoted === model.model ? `${MAIN_ALIAS} means ${model.model} already` : undefined
            }
          />
        </div>
      </PageHead>
      <div className={layout.sections}>
        <Figures model={model} />
        <Evaluation evaluation={model.evaluation} />
        <Lineage model={model} />
        <Panel title="Files" about="What model.json says, and what any reader of it can check.">
          <Table
            caption={`Files of ${model.model}`}
            columns={FILES}
            rows={Object.entries(model.files)}
            rowKey={([path]) => path}
          />
        </Panel>
        <Panel title="Promotions" about={`What names came to mean ${model.model}, or ceased to.`}>
          <Changes
            caption={`Promotions of ${model.model}`}
            changes={own}
            empty={
              <Empty title="It was never promoted">
                {model.ships &&
                  `It ships with the program, and is what ${MAIN_ALIAS} means before any promotion.`}
              </Empty>
            }
          />
        </Panel>
      </div>
    </>
  );
}

function About({ model }: Pick<Props, 'model'>) {
  const { aliases, heldBy, ships, publishedAt, publishedBy, licence } = model;
  return (
    <span className={layout.state}>
      {aliases.map((alias) => (
        <Chip key={alias} tone="accent">
          {alias}
        </Chip>
      ))}
      {ships && <Chip>ships with the program</Chip>}
      {heldBy.length > 0 && <Chip tone="good">served</Chip>}
      <span className={layout.small}>
        Published <Moment at={publishedAt} /> by {publishedBy} · licence {licence ?? 'not stated'} ·
        not xAI’s Grok · <a href={linkTo(paths.models())}>all models</a>
      </span>
      {heldBy.length > 0 && <span className={layout.small}>Served by {heldBy.join(' · ')}</span>}
    </span>
  );
}

function Figures({ model }: Pick<Props, 'model'>) {
  const { parameters, bytes, precision, vocabulary, sequence, architecture, evaluation } = model;
  return (
    <section aria-label="Figures of the model">
      <Dials>
        <Dial name="Parameters" note={architecture}>
          {showParameters(parameters)}
        </Dial>
        <Dial name="Size" note={`weights in ${precision}`}>
          {showBytes(bytes)}
        </Dial>
        <Dial name="Longest input" note={`tokens, of ${showCount(vocabulary)} in its vocabulary`}>
          {showCount(sequence)}
        </Dial>
        {headlineOf(evaluation ?? {}).map(({ key, label, text }) => (
          <Dial key={key} name={label} note="as evaluated">
            {text}
          </Dial>
        ))}
      </Dials>
    </section>
  );
}

type File = [path: string, of: PublishedModel['files'][string]];

const FILES: readonly Column<File>[] = [
  { key: 'path', head: 'Path', cell: ([path]) => <code className={layout.path}>{path}</code> },
  { key: 'bytes', head: 'Size', align: 'end', cell: ([, { bytes }]) => showBytes(bytes) },
  {
    key: 'sha256',
    head: 'SHA-256',
    wide: true,
    cell: ([, { sha256 }]) => <code className={styles.hash}>{sha256}</code>,
  },
];
