import type { ReactNode } from 'react';
import { EditText } from '../../explain/EditText.tsx';
import { EditValue } from '../../explain/EditValue.tsx';
import { AssumedMark } from '../../explain/Figure.tsx';
import { kindInWords } from '../../explain/notes.ts';
import { setEdit, useFactory } from '../../state/factory.ts';
import { openWhy } from '../../state/why.ts';
import { Select } from '../../ui/Select.tsx';
import styles from './FilePage.module.css';
import type { Field } from './fields.ts';

/** One value: what it is, where it comes from, and a place to change it. */
export function InputField({ field }: { readonly field: Field }): ReactNode {
  const { note, path } = field;
  return (
    <div className={styles.field}>
      <div className={styles.label}>
        {field.label}
        <Origin field={field} />
        <code>{path}</code>
      </div>
      <div className={styles.value}>
        <Editor field={field} />
        {note ? (
          <button
            type="button"
            className={styles.why}
            aria-label={`Source of ${field.label} (${path})`}
            data-tip="Source and what depends on it"
            onClick={() => openWhy(note.id)}
          >
            ?
          </button>
        ) : null}
      </div>
    </div>
  );
}

function Origin({ field: { note, written } }: { readonly field: Field }): ReactNode {
  if (note?.kind === 'assumed') {
    return (
      <span className={styles.origin}>
        <AssumedMark />
      </span>
    );
  }
  if (written) return <span className={styles.origin}>line {written.line}</span>;
  return <span className={styles.origin}>{note ? kindInWords(note.kind) : 'default'}</span>;
}

function Editor({ field }: { readonly field: Field }): ReactNode {
  const { edits } = useFactory();
  const { path, label, note, written, choices } = field;
  if (field.kind === 'quantity' && note) return <EditValue note={note} path={path} hideLabel />;
  const shown = edits[path] ?? written?.text ?? '';
  const edited = edits[path] !== undefined;
  if (field.kind !== 'choice') return <EditText {...{ path, label, shown, edited, choices }} />;
  const options = choices.map((value) => ({ value }));
  return (
    <Select
      {...{ label, edited }}
      value={shown}
      options={written ? options : [{ value: '', label: 'default' }, ...options]}
      onChange={(text) => setEdit(path, text || undefined)}
    />
  );
}
