import type { PublishedModel } from '@gigafactory/core/api';
import { Empty } from '../../ui/Empty.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { compared, type ResultGroup, resultsOf } from './evaluation.ts';
import styles from './ModelsPage.module.css';

/** How a version did: sets of questions side by side, where the same was measured of them. */
export function Evaluation({ evaluation }: Pick<PublishedModel, 'evaluation'>) {
  const groups = resultsOf(evaluation ?? {});
  const table = compared(groups);
  const listed = table ? groups.filter(({ title }) => title === '') : groups;
  return (
    <Panel
      title="Evaluation"
      about="As it was measured before the version was published; it cannot be added afterwards."
    >
      {groups.length === 0 && (
        <Empty title="No results were published with this version">
          <code>gigafactory publish RUN --evaluation FILE</code> keeps them with the next one.
        </Empty>
      )}
      {table && (
        <Table
          caption="Results of each set of questions"
          columns={columnsOf(table.measures)}
          rows={table.sets}
          rowKey={({ title }) => title}
        />
      )}
      <div className={styles.groups}>
        {listed.map((group) => (
          <Group key={group.title} group={group} />
        ))}
      </div>
    </Panel>
  );
}

function columnsOf(measures: readonly string[]): readonly Column<ResultGroup>[] {
  return [
    { key: 'set', head: 'Set of questions', cell: ({ title }) => title },
    ...measures.map(
      (measure): Column<ResultGroup> => ({
        key: measure,
        head: measure,
        align: 'end',
        cell: ({ results }) => results.find(({ label }) => label === measure)?.text ?? '–',
      }),
    ),
  ];
}

function Group({ group: { title, results } }: { readonly group: ResultGroup }) {
  return (
    <section>
      {title && <h3>{title}</h3>}
      <dl className={styles.results}>
        {results.map(({ key, label, text }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
