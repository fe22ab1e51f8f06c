import { parseQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import type { Note } from '../api/types.ts';
import { useEdit } from '../state/factory.ts';
import { EditText } from './EditText.tsx';
import { editableText, withUnit } from './editable.ts';

interface EditValueProps {
  readonly note: Note;
  /** Path in the factory file. */
  readonly path: string;
  /** What it is called, if not what its note says. */
  readonly label?: string;
  readonly hideLabel?: boolean;
}

/** Edits one quantity of the factory file in place: type `650 W`, Enter. */
export function EditValue({ note, path, label, hideLabel = false }: EditValueProps): ReactNode {
  const edited = useEdit(path);
  const shown = edited ?? editableText(note.value, note.unit);
  return (
    <EditText
      path={path}
      label={label ?? (hideLabel ? note.label : 'Change it in the file')}
      shown={shown}
      edited={edited !== undefined}
      hideLabel={hideLabel}
      check={(draft) => faultOf(draft, note.unit)}
      finish={(draft) => withUnit(draft, note.unit, shown)}
    />
  );
}

/** Why a text is not a quantity in that unit, and what would be; a name of the catalogue is accepted. */
function faultOf(draft: string, unit: string): string | undefined {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(draft)) return undefined;
  const read = parseQuantity(draft, unit);
  if (read.ok) return undefined;
  const { message, nearest } = read.problems[0]!;
  return nearest ? `${message} Did you mean "${nearest}"?` : message;
}
