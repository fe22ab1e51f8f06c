import type { PublishedModel } from '@gigafactory/core/api';
import { type ReactNode, useState } from 'react';
import { showTime } from '../../control/words.ts';
import { useControl } from '../../state/control.ts';
import { openFactoryOf } from '../../state/models.ts';
import { linkTo, paths } from '../../state/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from './ModelsPage.module.css';
import { runOf, showCount } from './words.ts';

interface Props {
  readonly model: PublishedModel;
}

/** Where a version came from, back to its run, its factory file and its plan, each with its hash. */
export function Lineage({ model }: Props) {
  const { lineage } = model;
  return (
    <Panel
      title="Lineage"
      about="What the same weights can be trained from again. Hashes are SHA-256."
    >
      <dl className={styles.facts}>
        <Fact name="Run">
          <Run model={model} />
        </Fact>
        <Fact name="Factory file">
          <CopyText text={lineage.factory} />
          {Object.entries(lineage.edits ?? {}).map(([path, text]) => (
            <small key={path}>
              with <code>{`--set ${path}=${text}`}</code>
            </small>
          ))}
          <OpenFactory model={model} />
        </Fact>
        <Fact name="Plan">
          <CopyText text={lineage.plan} />
        </Fact>
        <Evidence model={model} />
        <Fact name="Program">
          <code className={styles.hash}>{lineage.program.join(' ')}</code>
          <small>
            seed {lineage.seed}, published by Gigafactory {lineage.gigafactory}
          </small>
        </Fact>
        <Fact name="This version">
          <CopyText text={model.sha256} />
          <small>
            over all its files, in <code>{model.folder}</code>
          </small>
        </Fact>
      </dl>
    </Panel>
  );
}

/** What the run left and was given. */
function Evidence({ model: { lineage } }: Props) {
  const { journal, step, steps } = lineage;
  return (
    <>
      <Fact name="Checkpoint">
        <CopyText text={lineage.checkpoint} />
        <small>
          step {showCount(step)} of {showCount(steps)}
        </small>
      </Fact>
      <Fact name="Journal">
        <CopyText text={journal.sha256} />
        <small>
          {journal.line === 0
            ? 'the whole journal; no line tells of the checkpoint'
            : `up to line ${showCount(journal.line)}, which says the checkpoint was written`}
        </small>
      </Fact>
      <Fact name="Job">
        <CopyText text={lineage.job} />
      </Fact>
      {Object.entries(lineage.data).map(([name, hash]) => (
        <Fact key={name} name={`Data: ${name}`}>
          <CopyText text={hash} />
        </Fact>
      ))}
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** The run, with a link to its page where this machine still has it. */
function Run({ model }: Props) {
  const { run, attempt, startedAt, startedBy } = model.lineage;
  const here = runOf(model, useControl().value?.runs ?? []);
  return (
    <>
      {here === undefined ? run : <a href={linkTo(paths.runs({ run: here }))}>{here}</a>}
      <small>
        attempt {attempt}, started {showTime(startedAt)} by {startedBy}
        {here === undefined && '; not among the runs of this machine'}
      </small>
    </>
  );
}

/** Opens the file that the run was started with, as a plan and as a file. */
function OpenFactory({ model }: Props) {
  const [fault, setFault] = useState<string>();
  const open = (path: string) => () => {
    void openFactoryOf(model, path).then(setFault);
  };
  return (
    <>
      <span className={styles.links}>
        <Button onClick={open(paths.overview())}>Open its plan</Button>
        <Button onClick={open(paths.file())}>Open its factory file</Button>
      </span>
      {fault && <small role="alert">{fault}</small>}
    </>
  );
}
