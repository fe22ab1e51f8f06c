import { type ReactNode, useState } from 'react';
import type { Note } from '../api/types.ts';
import { useFactory } from '../state/factory.ts';
import { linkTo, paths } from '../state/paths.ts';
import { usePlan } from '../state/plan.tsx';
import { Chip } from '../ui/Chip.tsx';
import { Quantity } from '../ui/Quantity.tsx';
import { EditValue } from './EditValue.tsx';
import styles from './Explanation.module.css';
import { AssumedMark } from './Figure.tsx';
import { Formula } from './Formula.tsx';
import { NoteEvidence } from './NoteEvidence.tsx';
import { assumptionsUnder, kindInWords, pathInFile } from './notes.ts';

/** Everything a note says, with its inputs as rows that open in place. */
export function NoteDetails({ id }: { readonly id: string }): ReactNode {
  const { notes } = usePlan();
  const note = notes[id];
  if (!note) return null;
  const path = pathInFile(id);
  return (
    <div className={styles.details}>
      <div className={styles.chips}>
        <Chip tone={note.kind === 'assumed' ? 'warn' : 'neutral'}>{kindInWords(note.kind)}</Chip>
        <Place note={note} />
      </div>
      <Formula note={note} notes={notes} />
      <Inputs note={note} />
      {note.reason ? <p className={styles.reason}>{note.reason}</p> : null}
      <NoteEvidence note={note} />
      {path ? <EditValue note={note} path={path} /> : null}
    </div>
  );
}

function Inputs({ note }: { readonly note: Note }): ReactNode {
  const inputs = Object.entries(note.inputs ?? {});
  if (inputs.length === 0) return null;
  return (
    <ul className={styles.inputs} aria-label={`Inputs of ${note.label}`}>
      {inputs.map(([name, id]) => (
        <InputRow key={name} symbol={note.formula ? name : undefined} id={id} />
      ))}
    </ul>
  );
}

interface InputRowProps {
  /** Its name in the formula, if there is one. */
  readonly symbol: string | undefined;
  readonly id: string;
}

/** One input of a figure; opens to its own derivation. */
function InputRow({ symbol, id }: InputRowProps): ReactNode {
  const [open, setOpen] = useState(false);
  const { notes } = usePlan();
  const note = notes[id];
  if (!note) return null;
  const rests = note.kind !== 'assumed' && assumptionsUnder(notes, id).length > 0;
  return (
    <li className={styles.input} data-step={note.label}>
      <button
        type="button"
        className={styles.row}
        data-walk
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <svg className={styles.caret} viewBox="0 0 8 8" aria-hidden="true">
          <path d="M2 1l4 3-4 3z" />
        </svg>
        <span className={styles.rowLabel}>
          {note.label}
          {symbol ? <code className={styles.symbol}>{symbol}</code> : null}
        </span>
        <span className={styles.rowValue} data-firm={rests ? 'rests' : undefined}>
          <Quantity value={note.value} unit={note.unit} />
          {note.kind === 'assumed' ? <AssumedMark /> : null}
        </span>
      </button>
      {open ? (
        <div className={styles.nested}>
          <NoteDetails id={id} />
        </div>
      ) : null}
    </li>
  );
}

function Place({ note }: { readonly note: Note }): ReactNode {
  const { file } = useFactory();
  if (!note.at) return null;
  return (
    <a className={styles.place} href={linkTo(paths.file(note.at))}>
      {file.file}, line {note.at.line}
    </a>
  );
}
