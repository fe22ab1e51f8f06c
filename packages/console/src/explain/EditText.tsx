import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { setEdit } from '../state/factory.ts';
import { useProblemAt } from '../state/problems.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import styles from './EditValue.module.css';

interface EditTextProps {
  /** In the factory file. */
  readonly path: string;
  readonly label: string;
  readonly shown: string;
  readonly edited: boolean;
  /** Names that are also valid there; suggested while typing. */
  readonly choices?: readonly string[];
  /** What is wrong with a draft, if that can be checked here; the planner checks everything again. */
  readonly check?: (draft: string) => string | undefined;
  /** Adds to a draft what goes without saying, such as a unit. */
  readonly finish?: (draft: string) => string;
  readonly hideLabel?: boolean;
}

/** A text of the factory file, edited in place. */
export function EditText(props: EditTextProps): ReactNode {
  // Keyed by what is shown: an edit from elsewhere (undo, another row) replaces an old draft.
  return <Editor key={props.shown} {...props} />;
}

function Editor(props: EditTextProps): ReactNode {
  const { path, label, shown, edited, choices = [], check, finish, hideLabel = true } = props;
  const [draft, setDraft] = useState(shown);
  const [error, setError] = useState<string>();
  const list = useId();
  const problem = useProblemAt(path);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const typed = draft.trim();
    const text = typed === shown ? typed : (finish?.(typed) ?? typed);
    const wrong = text === '' ? undefined : check?.(text);
    setError(wrong);
    // An emptied field takes an edit back, or removes what the file says.
    if (!wrong && text !== shown) setEdit(path, text === '' && edited ? undefined : text);
  };
  return (
    <form className={styles.editor} onSubmit={submit} data-edited={edited || undefined}>
      <Field
        label={label}
        hideLabel={hideLabel}
        value={draft}
        error={error ?? (draft === shown ? problem : undefined)}
        action={<EditButton {...{ path, edited }} changed={draft !== shown} />}
        placeholder="not set: default"
        list={choices.length > 0 ? list : undefined}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || draft === shown) return;
          event.stopPropagation();
          setDraft(shown);
          setError(undefined);
        }}
      />
      {choices.length > 0 ? (
        <datalist id={list}>
          {choices.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      ) : null}
    </form>
  );
}

interface EditButtonProps {
  readonly path: string;
  readonly edited: boolean;
  readonly changed: boolean;
}

function EditButton({ path, edited, changed }: EditButtonProps): ReactNode {
  if (changed) {
    return (
      <Button look="primary" type="submit">
        Set
      </Button>
    );
  }
  if (!edited) return null;
  return (
    <Button
      look="quiet"
      onClick={() => setEdit(path, undefined)}
      title={`Take back the edit of ${path}`}
    >
      Undo
    </Button>
  );
}
