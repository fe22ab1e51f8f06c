import type { RunDetail } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import type { TwinResult } from '../../../api/types.ts';
import layout from '../../../control/layout.module.css';
import { showRate, showSpan } from '../../../control/words.ts';
import { showInterval } from '../../../lives/words.ts';
import { type Column, Table } from '../../../ui/Table.tsx';
import { showStepTime } from '../words.ts';

interface Props {
  readonly detail: RunDetail;
  readonly names: readonly [string, string];
  /** Under today's policy and, if there is one, under the second. */
  readonly results: readonly TwinResult[];
}

interface Row {
  readonly what: string;
  readonly planned: string;
  readonly measured: string;
  readonly simulated: readonly string[];
}

/** What was planned, what the twin makes of it, and what was measured: three columns that are never mixed. */
export function SideBySide({ detail, names, results }: Props) {
  const columns: Column<Row>[] = [
    { key: 'what', head: 'Figure', hideHead: true, cell: ({ what }) => what },
    { key: 'planned', head: 'Planned', align: 'end', cell: ({ planned }) => planned },
    ...results.map(
      (_, i): Column<Row> => ({
        key: `simulated ${i}`,
        head: `Simulated, ${names[i === 0 ? 0 : 1]}`,
        align: 'end',
        cell: ({ simulated }) => simulated[i] ?? '–',
      }),
    ),
    { key: 'measured', head: 'Measured', align: 'end', cell: ({ measured }) => measured },
  ];
  const notes = results[0]?.journal?.notes ?? [];
  return (
    <div className={layout.stack}>
      <Table
        caption="Planned, simulated and measured"
        columns={columns}
        rows={rowsOf(detail, results)}
        rowKey={({ what }) => what}
      />
      {notes.map((note) => (
        <p key={note} className={layout.small}>
          {note}
        </p>
      ))}
    </div>
  );
}

const percent = (share: number): string => showQuantity(share, '%', { digits: 3 });

function rowsOf(detail: RunDetail, results: readonly TwinResult[]): Row[] {
  const { prediction } = detail;
  const then = results[0]?.journal?.then;
  const formula = results[0]?.byFormula;
  const none = results.map(() => '–');
  return [
    {
      what: 'Step time',
      planned: showStepTime(prediction.stepTime),
      measured: showStepTime(detail.stepTime),
      simulated: none,
    },
    {
      what: 'Tokens a second',
      planned: showRate(prediction.tokensPerSecond),
      measured: showRate(detail.tokensPerSecond),
      simulated: none,
    },
    {
      what: 'Useful share of the time (ETTR)',
      planned: formula ? percent(formula.goodput) : '–',
      measured: then ? between(then.ettr) : '–',
      simulated: results.map(({ ettr }) => `${percent(ettr.mean)} (${showInterval(ettr, '%')})`),
    },
    {
      what: 'Failures of attempts and replicas',
      planned: '–',
      measured: then ? then.failures.toLocaleString('en') : '–',
      simulated: results.map(({ interruptions }) =>
        showQuantity(interruptions.unexpected.mean, '1', { digits: 3 }),
      ),
    },
    {
      what: 'Duration of the run; measured, so far',
      planned: showSpan(formula?.duration ?? prediction.duration),
      measured: then ? showSpan(then.elapsed) : '–',
      simulated: results.map(({ duration }) => (duration ? showSpan(duration.p50) : 'never ends')),
    },
  ];
}

/** Bounds: what was trained since the newest checkpoint counts only once it is saved. */
function between([least, most]: readonly [number, number]): string {
  return least === most ? percent(least) : `${percent(least)} to ${percent(most)}`;
}
