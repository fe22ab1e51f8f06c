import { type ReactNode, useMemo } from 'react';
import { latest, useAsk } from '../../api/client.ts';
import { useFactory } from '../../state/factory.ts';
import { usePath } from '../../state/location.ts';
import { lineAt } from '../../state/paths.ts';
import { useNotes } from '../../state/plan.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import styles from './FilePage.module.css';
import { groupFields, type SchemaNode } from './fields.ts';
import { InputGroup, SectionIndex } from './InputGroup.tsx';
import { SourcePanel } from './SourcePanel.tsx';
import { readWritten } from './written.ts';

/** Every value of the factory file, and the file itself with the edits written in. */
export function FilePage(): ReactNode {
  const { input } = useFactory();
  const notes = useNotes();
  const line = lineAt(usePath());
  const schema = latest(useAsk('schema', {}));
  const edited = latest(useAsk('edit', input))?.text ?? input.text;
  const written = useMemo(() => readWritten(edited), [edited]);
  const groups = useMemo(
    () => (schema ? groupFields(schema as SchemaNode, { written, notes }) : []),
    [schema, written, notes],
  );
  return (
    <>
      <div>
        <PageHead
          title="File"
          about="Type a value with its unit and press Enter. Edits are kept in the address, not in the file; download the file to keep them."
        />
        <SectionIndex groups={groups} />
      </div>
      <div className={styles.columns}>
        <div className={styles.groups}>
          {schema ? null : <Loading what="Reading the schema…" />}
          {groups.map((group) => (
            <InputGroup key={group.path} group={group} />
          ))}
        </div>
        <SourcePanel text={edited} line={line} />
      </div>
    </>
  );
}
