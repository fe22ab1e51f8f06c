import { showQuantity } from '@gigafactory/core/base';
import { type ReactNode, useState } from 'react';
import { latest, useAsk } from '../../api/client.ts';
import type { Operations } from '../../api/types.ts';
import { countOf } from '../../explain/notes.ts';
import { useFactory } from '../../state/factory.ts';
import { usePlanState } from '../../state/plan.tsx';
import { openWhy } from '../../state/why.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Quantity } from '../../ui/Quantity.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import styles from './WhatIfPage.module.css';

type Tornado = Operations['tornado']['output'];
type Row = Tornado['inputs'][number];

const SHOWN = 10;

/** Which inputs' ranges move a figure, the furthest first. */
export function TornadoPanel({ figure }: { readonly figure: string }): ReactNode {
  const { input } = useFactory();
  const { stale } = usePlanState();
  const [showsAll, setShowsAll] = useState(false);
  const asked = useAsk('tornado', { ...input, figure }, { enabled: !stale, place: figure });
  const tornado = latest(asked);
  const problem = asked.state === 'failed' ? asked.problems[0]?.message : undefined;
  const more = (tornado?.inputs.length ?? 0) - SHOWN;
  return (
    <Panel
      title="What moves it"
      anchor="moves"
      about={tornado ? aboutTornado(tornado) : 'Inputs whose ranges move the figure.'}
    >
      {problem && !tornado ? <p className={styles.problem}>{problem}</p> : null}
      {tornado ? (
        <Table
          caption={`What moves ${tornado.label}`}
          columns={columnsFor(tornado)}
          rows={showsAll ? tornado.inputs : tornado.inputs.slice(0, SHOWN)}
          rowKey={({ path }) => path}
          empty={<p className={styles.none}>No input that it rests on has a range.</p>}
        />
      ) : null}
      {more > 0 ? (
        <Button look="quiet" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Show fewer' : `Show ${countOf(more, 'input')} that move it less`}
        </Button>
      ) : null}
    </Panel>
  );
}

function aboutTornado({ label, value, range: [low, high], unit, inputs }: Tornado): string {
  if (inputs.length === 0) return `${label} is ${showQuantity(value, unit)}.`;
  const [is, least, most] = [value, low, high].map((each) => showQuantity(each, unit));
  return `${label} is ${is}, and from ${least} to ${most} with every input at its best and its worst. Each bar moves one input through its range, by the formulas; strategies stay.`;
}

function columnsFor(tornado: Tornado): readonly Column<Row>[] {
  return [
    { key: 'input', head: 'Input', cell: (row) => <InputName row={row} /> },
    {
      key: 'range',
      head: 'Its range',
      align: 'end',
      cell: ({ range, unit }) => (
        <>
          <Quantity value={range[0]} unit={unit} part="from" /> to{' '}
          <Quantity value={range[1]} unit={unit} part="to" />
        </>
      ),
    },
    {
      key: 'bar',
      head: 'Moves it',
      width: '34%',
      wide: true,
      cell: (row) => <Bar row={row} tornado={tornado} />,
    },
    {
      key: 'from',
      head: 'At its low end',
      align: 'end',
      cell: ({ ends }) => <Quantity value={ends[0]} unit={tornado.unit} />,
    },
    {
      key: 'to',
      head: 'At its high end',
      align: 'end',
      cell: ({ ends }) => <Quantity value={ends[1]} unit={tornado.unit} />,
    },
  ];
}

/** Opens the derivation of the input, where a value of the file can be changed. */
function InputName({ row: { path, label, isOfFile } }: { readonly row: Row }): ReactNode {
  return (
    <Button
      look="link"
      data-tip={path}
      onClick={() => openWhy(isOfFile ? `factory.${path}` : path)}
    >
      {label}
    </Button>
  );
}

/** From the lower end to the higher; the line is the figure as it is. */
function Bar({ row, tornado }: { readonly row: Row; readonly tornado: Tornado }): ReactNode {
  const all = tornado.inputs.flatMap(({ ends }) => ends).filter(Number.isFinite);
  const [least, most] = [Math.min(...all, tornado.value), Math.max(...all, tornado.value)];
  const at = (value: number): number =>
    most > least ? (100 * (Math.min(Math.max(value, least), most) - least)) / (most - least) : 50;
  const ends = row.ends.map(at);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return (
    <span className={styles.track} aria-hidden="true">
      <span className={styles.bar} style={{ left: `${low}%`, width: `${high - low}%` }} />
      <span className={styles.middle} style={{ left: `${at(tornado.value)}%` }} />
    </span>
  );
}
