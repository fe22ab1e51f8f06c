import { type FormEvent, useState } from 'react';
import { useParam } from '../../state/location.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import styles from './PowerPage.module.css';

interface Props {
  readonly shown: string;
  /** What is wrong with it. */
  readonly error: string | undefined;
}

/** How fast the grid lets power change; kept in the address, with a default. */
export function RampField(props: Props) {
  // Keyed by what is shown: going back in the history replaces an old draft.
  return <Draft key={props.shown} {...props} />;
}

function Draft({ shown, error }: Props) {
  const [, setLimit] = useParam('ramp');
  const [draft, setDraft] = useState(shown);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = draft.trim();
    if (wanted !== shown) setLimit(wanted === '' ? undefined : wanted);
  };
  return (
    <form className={styles.limit} onSubmit={submit}>
      <Field
        label="Ramp limit of the grid"
        value={draft}
        error={draft === shown ? error : undefined}
        size={12}
        action={
          draft === shown ? null : (
            <Button look="primary" type="submit">
              Set
            </Button>
          )
        }
        onChange={(event) => setDraft(event.target.value)}
      />
    </form>
  );
}
