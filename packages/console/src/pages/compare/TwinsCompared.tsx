import { compareLives } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import { type ReactNode, useState } from 'react';
import { latest } from '../../api/client.ts';
import type { Compared } from '../../api/types.ts';
import { useLong } from '../../api/useLong.ts';
import { useTwinSettings } from '../../lives/useTwinSettings.ts';
import { showInterval } from '../../lives/words.ts';
import { useBaseInput } from '../../state/baseline.tsx';
import { useFactory } from '../../state/factory.ts';
import { useRun } from '../../state/useRun.ts';
import { Running } from '../../studies/Running.tsx';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import styles from './ComparePage.module.css';
import type { Case } from './cases.ts';
import { type AskedCase, type LivedCase, liveCases, pointsOf } from './liveCases.ts';

interface TwinsComparedProps {
  readonly cases: readonly Case[];
  readonly compared: Compared;
}

/** The twin of each column under the same failures, once somebody asks for it. */
export function TwinsCompared({ cases, compared }: TwinsComparedProps): ReactNode {
  const { run } = useRun();
  const { file } = useFactory();
  const asked = useAskedCases(cases, compared, run);
  const [isWanted, setWanted] = useState(false);
  const long = useLong<readonly LivedCase[]>(
    ['lives of cases', asked],
    (signal, tell) => liveCases(asked, signal, tell),
    { enabled: isWanted && asked.length > 0, about: `${file.name} ${run}` },
  );
  if (run === undefined || asked.length === 0) return null;
  const lived = latest(long.asked) ?? [];
  const [{ request }] = asked as [AskedCase];
  return (
    <Panel
      title="Twin"
      about={`${request.lives} lives of ${run} in each, under the same seed: the same failures strike, until what they cause differs, and lives are compared in pairs.`}
    >
      {isWanted ? (
        <Running long={long} what={`Simulating ${run}`} />
      ) : (
        <Button onClick={() => setWanted(true)}>Simulate all {asked.length}</Button>
      )}
      {lived.length > 0 ? (
        <Table
          caption="Twins"
          columns={COLUMNS}
          rows={lived.map((each) => ({ ...each, base: lived[0]! }))}
          rowKey={({ name }) => name}
          narrow="scroll"
        />
      ) : null}
    </Panel>
  );
}

/** The columns that have the run; seed, days and lives are those of the twin's own page. */
function useAskedCases(
  cases: readonly Case[],
  { scenarios }: Compared,
  run: string | undefined,
): readonly AskedCase[] {
  const base = useBaseInput();
  const { seed, days, lives } = useTwinSettings();
  if (run === undefined) return [];
  return scenarios.flatMap(({ name, runs, edits }, column) => {
    if (!runs.some((each) => each.name === run)) return [];
    const { text = base.text } = cases.find((each) => each.name === name) ?? {};
    const request = { ...base, text, edits, run, seed, days, lives };
    return [{ name: column === 0 ? 'The file' : name, request }];
  });
}

type Row = LivedCase & { readonly base: LivedCase };

const COLUMNS: readonly Column<Row>[] = [
  { key: 'name', head: 'Factory', cell: ({ name }) => name },
  {
    key: 'ettr',
    head: 'ETTR',
    align: 'end',
    cell: ({ lived, problems }) =>
      lived ? (
        <span className={styles.cell}>
          {showQuantity(lived.result.ettr.mean, '%', { digits: 4 })}
          <span className={styles.value}>{showInterval(lived.result.ettr, '%')}</span>
        </span>
      ) : (
        problems[0]?.message
      ),
  },
  {
    key: 'difference',
    head: 'Less that of the file',
    align: 'end',
    cell: (row) => <PairedDifference row={row} />,
  },
  {
    key: 'duration',
    head: 'Duration P10 · P50 · P90',
    align: 'end',
    cell: ({ lived }) => {
      const duration = lived?.result.duration;
      if (!duration) return '–';
      return [duration.p10, duration.p50, duration.p90]
        .map((seconds) => showQuantity(seconds, 'd', { digits: 4 }))
        .join(' · ');
    },
  },
  {
    key: 'interruptions',
    head: 'Interruptions',
    align: 'end',
    cell: ({ lived }) =>
      lived ? showQuantity(lived.result.interruptions.unexpected.mean, '1', { digits: 4 }) : '–',
  },
];

function PairedDifference({ row: { lived, base } }: { readonly row: Row }): ReactNode {
  if (!lived || !base.lived || lived === base.lived) return '–';
  if (lived.result.lives !== base.lived.result.lives) return '–';
  const { words, isClear } = pointsOf(compareLives(lived.parts, base.lived.parts));
  return (
    <span className={styles.cell}>
      {words}
      {isClear ? null : <span className={styles.value}>too close to tell</span>}
    </span>
  );
}
