import { memo, type ReactNode } from 'react';
import { EditText } from '../../explain/EditText.tsx';
import { EditValue } from '../../explain/EditValue.tsx';
import { AssumedMark } from '../../explain/Figure.tsx';
import { kindInWords } from '../../explain/notes.ts';
import { setEdit, useEdit } from '../../state/factory.ts';
import { openWhy } from '../../state/why.ts';
import { Coded } from '../../ui/Coded.tsx';
import { withoutMarks } from '../../ui/codedParts.ts';
import { Select } from '../../ui/Select.tsx';
import styles from './FilePage.module.css';
import type { Field } from './fields.ts';

/** One value: what it is, where it comes from, and a place to change it. */
export const InputField = memo(function InputField({ field }: InputFieldProps): ReactNode {
  const { note, path } = field;
  return (
    <div className={styles.field} data-path={path}>
      <div className={styles.label}>
        <span data-tip={`${path}${field.help ? `\n${withoutMarks(field.help)}` : ''}`}>
          {field.label}
        </span>
        <Origin field={field} />
        {field.help ? (
          <span className={styles.help}>
            <Coded text={field.help} />
          </span>
        ) : null}
      </div>
      <div className={styles.value}>
        <Editor field={field} />
        {note ? (
          <button
            type="button"
            className={styles.why}
            aria-label={`Source of ${field.name}`}
            data-tip="Source and what depends on it"
            onClick={() => openWhy(note.id)}
          >
            ?
          </button>
        ) : null}
      </div>
    </div>
  );
}, sameProps);

interface InputFieldProps {
  readonly field: Field;
}

/** A field is made anew with every plan; only what it shows counts. */
function sameProps({ field: a }: InputFieldProps, { field: b }: InputFieldProps): boolean {
  const { note: noteA, written: writtenA, choices: choicesA, ...restA } = a;
  const { note: noteB, written: writtenB, choices: choicesB, ...restB } = b;
  const keys = Object.keys(restA) as (keyof typeof restA)[];
  return (
    keys.every((key) => restA[key] === restB[key]) &&
    writtenA?.text === writtenB?.text &&
    writtenA?.line === writtenB?.line &&
    noteA?.value === noteB?.value &&
    noteA?.unit === noteB?.unit &&
    noteA?.kind === noteB?.kind &&
    choicesA.join() === choicesB.join()
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
  const { path, name: label, note, written, choices } = field;
  const edit = useEdit(path);
  if (field.kind === 'quantity' && note) return <EditValue {...{ note, path, label }} hideLabel />;
  const shown = edit ?? written?.text ?? '';
  const edited = edit !== undefined;
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
