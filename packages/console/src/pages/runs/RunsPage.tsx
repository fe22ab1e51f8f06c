import type { RunSummary } from '@gigafactory/core/api';
import { ConnectionStatus, connectionOf } from '../../control/Connection.tsx';
import layout from '../../control/layout.module.css';
import { NoControl } from '../../control/NoControl.tsx';
import { secondsBetween, showRate, showSpan, showTime } from '../../control/words.ts';
import { useControl } from '../../state/control.ts';
import { usePath } from '../../state/location.ts';
import { linkTo, paths, runAt } from '../../state/paths.ts';
import { Chip } from '../../ui/Chip.tsx';
import { CodeLines } from '../../ui/CodeLines.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { RunPage } from './RunPage.tsx';
import { RUNS, STATE_TONES, showLoss, stateWords } from './words.ts';

const COLUMNS: readonly Column<RunSummary>[] = [
  {
    key: 'run',
    head: 'Run',
    cell: ({ run }) => <a href={linkTo(paths.runs({ run }))}>{run}</a>,
  },
  {
    key: 'state',
    head: 'State',
    cell: (run) => <Chip tone={STATE_TONES[run.state]}>{stateWords(run)}</Chip>,
  },
  {
    key: 'step',
    head: 'Step',
    align: 'end',
    cell: ({ progress, steps }) => `${count(progress.step)} of ${count(steps)}`,
  },
  { key: 'loss', head: 'Loss', align: 'end', cell: ({ progress }) => showLoss(progress.loss) },
  {
    key: 'rate',
    head: 'Tokens a second',
    align: 'end',
    cell: ({ tokensPerSecond, prediction }) => (
      <span className={layout.pair}>
        {showRate(tokensPerSecond)}
        <small>predicted {showRate(prediction.tokensPerSecond)}</small>
      </span>
    ),
  },
  { key: 'attempt', head: 'Attempt', align: 'end', cell: ({ attempt }) => count(attempt) },
  {
    key: 'since',
    head: 'Since',
    cell: ({ startedAt, endedAt, startedBy }) => (
      <span className={layout.pair} title={`Started by ${startedBy}`}>
        {showTime(startedAt)}
        <small>
          {showSpan(secondsBetween(startedAt, endedAt, Date.now()))}
          {endedAt === undefined ? '' : ' in all'}
        </small>
      </span>
    ),
  },
  { key: 'why', head: 'Why', cell: ({ reason }) => reason, wide: true },
];

/** The real runs of this machine's control plane, or one of them. */
export function RunsPage() {
  const run = runAt(usePath());
  return run === undefined ? <RunList /> : <RunPage key={run} run={run} />;
}

/** Every run of the control plane: the newest first, those that are over after those that are not. */
function RunList() {
  const { value, at, fault } = useControl();
  if (!value && fault) return <NoControl title="Runs" fault={fault} things={RUNS} />;
  if (!value) return <Loading what="Asking the control plane…" />;
  const runs = value.runs.toSorted(
    (a, b) => rankOf(a) - rankOf(b) || Date.parse(b.startedAt) - Date.parse(a.startedAt),
  );
  return (
    <>
      <PageHead title="Runs">
        <ConnectionStatus connection={connectionOf(fault, at)} />
      </PageHead>
      <div className={layout.stack} data-stale={fault !== undefined || undefined}>
        <Table
          caption="Runs"
          columns={COLUMNS}
          rows={runs}
          rowKey={({ run }) => run}
          empty={
            <Empty title={value.holder ? 'No run yet' : 'No control plane is running'}>
              <p>This starts a run, and the control plane that keeps it alive:</p>
              <CodeLines text="gigafactory run FILE" />
            </Empty>
          }
        />
        {value.holder && (
          <p className={layout.small}>
            Control plane {value.holder.version}, process {value.holder.pid} since{' '}
            {showTime(value.holder.since)}, in <code>{value.holder.folder}</code>.
          </p>
        )}
      </div>
    </>
  );
}

function rankOf({ state }: RunSummary): number {
  return state === 'active' ? 0 : state === 'held' ? 1 : 2;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
