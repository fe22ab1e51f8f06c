import { showQuantity } from '@gigafactory/core/base';
import { Fragment, type ReactNode } from 'react';
import type { Note, Notes } from '../api/types.ts';
import styles from './Explanation.module.css';
import { type FormulaPart, formulaParts } from './formulaParts.ts';

/** The formula of a derived figure: in names, and with the values in their places. */
export function Formula({
  note,
  notes,
}: {
  readonly note: Note;
  readonly notes: Notes;
}): ReactNode {
  if (!note.formula) return null;
  const parts = formulaParts(note.formula);
  const filledIn = (name: string): string => {
    const input = notes[note.inputs?.[name] ?? ''];
    return input ? showQuantity(input.value, input.unit) : name;
  };
  return (
    <div className={styles.formula}>
      <p>{parts.map((part, index) => drawPart(part, index, part.text))}</p>
      {/* A figure that is just another one needs no numbers: "100,000 GPUs = 100,000 GPUs". */}
      {parts.length === 1 ? null : (
        <p className={styles.filled}>
          {parts.map((part, index) =>
            drawPart(part, index, part.kind === 'name' ? filledIn(part.text) : part.text),
          )}
          <span className={styles.equals}> = {showQuantity(note.value, note.unit)}</span>
        </p>
      )}
    </div>
  );
}

function drawPart(part: FormulaPart, index: number, text: string): ReactNode {
  if (part.kind !== 'name') return <Fragment key={index}>{text}</Fragment>;
  return (
    <span key={index} className={styles.name}>
      {text}
    </span>
  );
}
