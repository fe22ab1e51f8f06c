import { type ReactNode, useMemo } from 'react';
import { useNotes } from '../../state/plan.tsx';
import styles from './FilePage.module.css';
import { groupFields, type SchemaNode } from './fields.ts';
import { InputGroup, SectionIndex } from './InputGroup.tsx';
import { readWritten } from './written.ts';

interface FileFormProps {
  readonly schema: SchemaNode;
  /** Of the file, with the edits written in. */
  readonly text: string;
}

/** Every value of the factory file, section by section. */
export function FileForm({ schema, text }: FileFormProps): ReactNode {
  const notes = useNotes();
  const written = useMemo(() => readWritten(text), [text]);
  const groups = useMemo(() => groupFields(schema, { written, notes }), [schema, written, notes]);
  return (
    <div className={styles.form}>
      <SectionIndex groups={groups} />
      <div className={styles.groups}>
        {groups.map((group) => (
          <InputGroup key={group.path} group={group} />
        ))}
      </div>
    </div>
  );
}
