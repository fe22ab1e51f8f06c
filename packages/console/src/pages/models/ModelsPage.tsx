import type { ModelList, PublishedModel } from '@gigafactory/core/api';
import { useRef } from 'react';
import layout from '../../control/layout.module.css';
import { Moment } from '../../control/Moment.tsx';
import { NoControl } from '../../control/NoControl.tsx';
import { OrderButton } from '../../control/OrderButton.tsx';
import { WhenKnown } from '../../control/WhenKnown.tsx';
import { usePath } from '../../state/location.ts';
import { useModels } from '../../state/models.ts';
import { linkTo, modelAt, paths } from '../../state/paths.ts';
import { Chip } from '../../ui/Chip.tsx';
import { CodeLines } from '../../ui/CodeLines.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Shown } from '../../ui/Quantity.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { Changes } from './Changes.tsx';
import { headlineOf } from './evaluation.ts';
import { ModelPage } from './ModelPage.tsx';
import styles from './ModelsPage.module.css';
import { goingBack } from './orders.ts';
import {
  aliasesOf,
  MAIN_ALIAS,
  MODELS,
  meaningBefore,
  shortHash,
  showBytes,
  showParameters,
} from './words.ts';

/** The published models of the state folder, or one of them. */
export function ModelsPage() {
  const model = modelAt(usePath());
  return (
    <WhenKnown title={model ?? 'Models'} things={MODELS} watched={useModels()}>
      {(list, connection) =>
        model === undefined ? (
          <All list={list} connection={connection} />
        ) : (
          <One key={model} model={model} list={list} connection={connection} />
        )
      }
    </WhenKnown>
  );
}

function One({ model, list, connection }: AllProps & { readonly model: string }) {
  const { models, changes } = list;
  const found = models.find((each) => each.model === model);
  if (!found) {
    const message = `The registry has no ${model}. It may have been removed.`;
    return <NoControl title={model} fault={{ reason: 'unknown', message }} things={MODELS} />;
  }
  const promoted = models.find(({ aliases }) => aliases.includes(MAIN_ALIAS))?.model;
  return <ModelPage model={found} {...{ changes, promoted, connection }} />;
}

interface AllProps {
  readonly list: ModelList;
  readonly connection: React.ReactNode;
}

function All({ list, connection }: AllProps) {
  const models = useRef<HTMLDivElement>(null);
  return (
    <>
      <PageHead
        title="Models"
        list={models}
        about={
          <>
            What runs trained and people published, as versions that never change.{' '}
            <b>Nothing here is xAI’s Grok, nor made of it:</b> these models were trained by this
            program, and <code>grok</code> is the name of whichever version is promoted.
          </>
        }
      >
        <div className={layout.actions}>{connection}</div>
      </PageHead>
      <div ref={models} data-panel className={layout.sections}>
        {list.problems.map(({ code, message }) => (
          <p key={message} role="alert" className={styles.problem}>
            <Chip tone="bad">{code}</Chip> {message}
          </p>
        ))}
        <Table
          caption="Models"
          columns={COLUMNS}
          rows={list.models}
          rowKey={({ model }) => model}
          empty={
            <Empty title="No model is published yet">
              <p>This publishes what a run trained, and lets people ask it:</p>
              <CodeLines text={'gigafactory publish RUN\ngigafactory promote NAME@VERSION'} />
            </Empty>
          }
        />
        <Aliases list={list} />
      </div>
    </>
  );
}

const COLUMNS: readonly Column<PublishedModel>[] = [
  {
    key: 'model',
    head: 'Model',
    cell: ({ model, ships }) => (
      <span className={layout.pair}>
        <a href={linkTo(paths.models({ model }))}>{model}</a>
        {ships && <small data-part="note">ships with the program</small>}
      </span>
    ),
  },
  {
    key: 'aliases',
    head: 'Promoted as',
    cell: ({ aliases, heldBy }) =>
      aliases.length === 0 && heldBy.length === 0 ? (
        '–'
      ) : (
        <span className={styles.chips}>
          {aliases.map((alias) => (
            <Chip key={alias} tone="accent">
              {alias}
            </Chip>
          ))}
          {heldBy.length > 0 && (
            <Chip tone="good" title={heldBy.join('\n')}>
              served
            </Chip>
          )}
        </span>
      ),
  },
  {
    key: 'parameters',
    head: 'Parameters',
    align: 'end',
    cell: ({ parameters }) => (
      <Shown value={parameters} unit="1">
        {showParameters(parameters)}
      </Shown>
    ),
  },
  {
    key: 'bytes',
    head: 'Size',
    align: 'end',
    cell: ({ bytes, precision }) => (
      <span className={layout.pair}>
        <Shown value={bytes} unit="B">
          {showBytes(bytes)}
        </Shown>
        <small data-part="precision">{precision}</small>
      </span>
    ),
  },
  {
    key: 'evaluation',
    head: 'Evaluation',
    cell: ({ evaluation }) => <Headline evaluation={evaluation} />,
  },
  { key: 'licence', head: 'Licence', cell: ({ licence }) => licence ?? 'none stated' },
  {
    key: 'run',
    head: 'Trained by',
    cell: ({ lineage }) => (
      <span className={layout.pair}>
        {lineage.run}
        <small data-part="step">
          step{' '}
          <Shown value={lineage.step} unit="1">
            {lineage.step.toLocaleString('en')}
          </Shown>
        </small>
      </span>
    ),
  },
  {
    key: 'published',
    head: 'Published',
    cell: ({ publishedAt, publishedBy, sha256 }) => (
      <span className={layout.pair} title={`SHA-256 ${sha256}`}>
        <Moment at={publishedAt} />
        <small>
          by {publishedBy} · <code>{shortHash(sha256)}…</code>
        </small>
      </span>
    ),
  },
];

function Headline({ evaluation }: Pick<PublishedModel, 'evaluation'>) {
  const results = evaluation === null ? [] : headlineOf(evaluation);
  if (results.length === 0) return evaluation === null ? 'none' : 'other figures';
  return (
    <span className={styles.headline}>
      {results.map(({ key, label, text }) => (
        <span key={key}>
          {text} <small>{label.toLowerCase()}</small>
        </span>
      ))}
    </span>
  );
}

/** What each alias means, how it went back and forth, and the way back. */
function Aliases({ list: { models, changes } }: Pick<AllProps, 'list'>) {
  const aliases = aliasesOf(models);
  if (aliases.length === 0 && changes.length === 0) return null;
  return (
    <Panel
      title="Promotions"
      about="A promotion changes what a name means, never a version. Each is kept, and so is each roll-back."
      aside={
        <span className={layout.actions}>
          {aliases.map(({ alias, model }) => (
            <RollBack
              key={alias}
              alias={alias}
              model={model}
              before={meaningBefore(changes, models, alias)}
            />
          ))}
        </span>
      }
    >
      <Changes
        caption="Promotions"
        changes={changes}
        empty={
          <Empty title="Nothing was promoted yet">
            Open a version to promote it. Until then <code>grok</code> means the model that ships
            with the program, if one does.
          </Empty>
        }
      />
    </Panel>
  );
}

interface RollBackProps {
  readonly alias: string;
  readonly model: string;
  readonly before: string | undefined;
}

function RollBack({ alias, model, before }: RollBackProps) {
  return (
    <OrderButton
      order={goingBack(alias, model, before ?? '')}
      disabledReason={before === undefined ? `${alias} has meant nothing else before` : undefined}
    />
  );
}
