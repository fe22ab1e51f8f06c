import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react';
import styles from './Field.module.css';

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id'> {
  readonly label: string;
  readonly hideLabel?: boolean;
  /** What is wrong with the text and what would be right; shown under the field. */
  readonly error?: string | undefined;
  readonly hint?: ReactNode;
  /** A button at the end of the line. */
  readonly action?: ReactNode;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** A labelled line of text with its error under it. */
export function Field({
  label,
  hideLabel,
  error,
  hint,
  action,
  inputRef,
  ...rest
}: FieldProps): ReactNode {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : styles.label}>
        {label}
      </label>
      <div className={styles.line}>
        <input
          autoComplete="off"
          spellCheck={false}
          {...rest}
          id={id}
          ref={inputRef}
          className={styles.input}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
        />
        {action}
      </div>
      {note ? (
        <p
          id={`${id}-note`}
          className={error ? styles.error : styles.hint}
          role={error ? 'alert' : undefined}
        >
          {note}
        </p>
      ) : null}
    </div>
  );
}
