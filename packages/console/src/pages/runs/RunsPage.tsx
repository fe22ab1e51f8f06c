import type { RunSummary } from '@gigafactory/core/api';
import { ControlList } from '../../control/ControlList.tsx';
import layout from '../../control/layout.module.css';
import { Since } from '../../control/Moment.tsx';
import { Rate } from '../../control/Rate.tsx';
import { usePath } from '../../state/location.ts';
import { linkTo, paths, runAt } from '../../state/paths.ts';
import { Chip } from '../../ui/Chip.tsx';
import { CodeLines } from '../../ui/CodeLines.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Shown } from '../../ui/Quantity.tsx';
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
    cell: ({ progress, steps }) => (
      <span>
        <Count of={progress.step} />{' '}
        <span data-part="of">
          of <Count of={steps} />
        </span>
      </span>
    ),
  },
  {
    key: 'loss',
    head: 'Loss',
    align: 'end',
    cell: ({ progress: { loss } }) => (
      <Shown value={loss} unit="1">
        {showLoss(loss)}
      </Shown>
    ),
  },
  {
    key: 'rate',
    head: 'Tokens a second',
    align: 'end',
    cell: ({ tokensPerSecond, prediction }) => (
      <span className={layout.pair}>
        <Rate of={tokensPerSecond} />
        <small data-part="predicted">
          predicted <Rate of={prediction.tokensPerSecond} />
        </small>
      </span>
    ),
  },
  { key: 'attempt', head: 'Attempt', align: 'end', cell: ({ attempt }) => <Count of={attempt} /> },
  {
    key: 'since',
    head: 'Started',
    cell: (run) => <Since of={run} />,
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
  return (
    <ControlList title="Runs" things={RUNS}>
      {({ holder, runs }) => (
        <Table
          caption="Runs"
          columns={COLUMNS}
          rows={runs.toSorted(
            (a, b) => rankOf(a) - rankOf(b) || Date.parse(b.startedAt) - Date.parse(a.startedAt),
          )}
          rowKey={({ run }) => run}
          empty={
            <Empty underTitle title={holder ? 'No run yet' : 'No control plane is running'}>
              <p>This starts a run, and the control plane that keeps it alive:</p>
              <CodeLines text="gigafactory run FILE" />
            </Empty>
          }
        />
      )}
    </ControlList>
  );
}

function rankOf({ state }: RunSummary): number {
  return state === 'active' ? 0 : state === 'held' ? 1 : 2;
}

function Count({ of }: { readonly of: number }) {
  return (
    <Shown value={of} unit="1">
      {of.toLocaleString('en')}
    </Shown>
  );
}
