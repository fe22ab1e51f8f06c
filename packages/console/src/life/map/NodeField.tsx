import { type FormEvent, useEffect, useState } from 'react';
import { Field } from '../../ui/Field.tsx';
import styles from './FleetMap.module.css';

interface Props {
  readonly nodes: number;
  readonly chosen: number | undefined;
  readonly onChoose: (node: number | undefined) => void;
}

/** Chooses a node by its number, for typing instead of pointing. */
export function NodeField({ nodes, chosen, onChoose }: Props) {
  const shown = chosen === undefined ? '' : String(chosen);
  const [draft, setDraft] = useState(shown);
  useEffect(() => setDraft(shown), [shown]);
  const node = Number(draft);
  const isRight = draft.trim() === '' || (/^\d+$/.test(draft.trim()) && node < nodes);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isRight && draft !== shown) onChoose(draft.trim() === '' ? undefined : node);
  };
  return (
    <form className={styles.node} onSubmit={submit} onBlur={submit}>
      <Field
        label="Node"
        inputMode="numeric"
        size={6}
        placeholder="any"
        value={draft}
        error={isRight ? undefined : `0 to ${nodes - 1}`}
        onChange={(event) => setDraft(event.target.value)}
      />
    </form>
  );
}
