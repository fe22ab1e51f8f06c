import { type ReactNode, useMemo } from 'react';
import { useRoute } from 'wouter';
import { latest, useAsk } from '../../api/client.ts';
import { useFactory } from '../../state/factory.ts';
import { useNotes } from '../../state/plan.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { groupFields, type SchemaNode } from './fields.ts';
import { InputGroup, SectionIndex } from './InputGroup.tsx';
import styles from './InputsPage.module.css';
import { SourcePanel } from './SourcePanel.tsx';
import { readWritten } from './written.ts';

/** Every value of the factory file, and the file itself with the edits written in. */
export function InputsPage(): ReactNode {
  const { input, file } = useFactory();
  const notes = useNotes();
  const [, params] = useRoute('/inputs/line/:line');
  const schema = latest(useAsk('schema', {}));
  const edited = latest(useAsk('edit', input))?.text ?? file.text;
  const written = useMemo(() => readWritten(edited), [edited]);
  const groups = useMemo(
    () => (schema ? groupFields(schema as SchemaNode, { written, notes }) : []),
    [schema, written, notes],
  );
  return (
    <>
      <header className={styles.head}>
        <h1>Inputs</h1>
        <p>
          Type a value with its unit and press Enter. Edits stand in the address, not in the file;
          download the file to keep them.
        </p>
        <SectionIndex groups={groups} />
      </header>
      <div className={styles.columns}>
        <div className={styles.groups}>
          {schema ? null : <Loading what="Reading the schema…" />}
          {groups.map((group) => (
            <InputGroup key={group.path} group={group} />
          ))}
        </div>
        <SourcePanel text={edited} line={params ? Number(params.line) : undefined} />
      </div>
    </>
  );
}
