import type { ReactNode } from 'react';
import type { Note } from '../../api/types.ts';
import { EditValue } from '../../explain/EditValue.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { countOf, pathInFile } from '../../explain/notes.ts';
import { usePlanState } from '../../state/plan.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import styles from './AssumptionsPage.module.css';

const WHAT: readonly Column<Note>[] = [
  {
    key: 'what',
    head: 'Assumption',
    width: '26%',
    wide: true,
    cell: ({ label, id }) => (
      <div className={styles.what}>
        {label}
        <code>{pathInFile(id) ?? id}</code>
      </div>
    ),
  },
  { key: 'value', head: 'Value', align: 'end', cell: ({ id }) => <Figure path={id} /> },
  {
    key: 'range',
    head: 'Why this value',
    width: '42%',
    wide: true,
    cell: ({ reason }) => <p className={styles.why}>{reason}</p>,
  },
];

const IN_FILE: readonly Column<Note>[] = [
  ...WHAT,
  {
    key: 'edit',
    head: 'Your value',
    width: '180px',
    cell: (note) => <EditValue note={note} path={pathInFile(note.id) ?? ''} hideLabel />,
  },
];

/** The unpublished values that the plan depends on: each with its reason, to be replaced. */
export function AssumptionsPage(): ReactNode {
  const { assumptions: all } = usePlanState();
  const inputs = all.filter(({ id }) => pathInFile(id) !== undefined);
  const method = all.filter(({ id }) => pathInFile(id) === undefined);
  return (
    <>
      <PageHead
        title="Assumptions"
        about={
          all.length === 0
            ? 'Every input of this plan has a source or is given in the file.'
            : `This plan rests on ${countOf(all.length, 'assumption')}: values that are not published. Every other input has a source or is given in the file. Press a value to see what is known about it.`
        }
      />
      <Panel title="Inputs" about="Where you know better, type your own value and press Enter.">
        <Table
          caption="Assumed inputs"
          columns={IN_FILE}
          rows={inputs}
          rowKey={({ id }) => id}
          empty={<Empty title="No input is assumed" />}
        />
      </Panel>
      {method.length > 0 && (
        <Panel title="Method" about="Constants of the model itself; a file cannot change them.">
          <Table caption="Assumed constants" columns={WHAT} rows={method} rowKey={({ id }) => id} />
        </Panel>
      )}
    </>
  );
}
