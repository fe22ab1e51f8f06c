import { type FormEvent, useEffect, useState } from 'react';
import type { Edits } from '../../state/url.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './Compare.module.css';
import { POLICY_FIELDS, type PolicyField } from './policy.ts';
import { dropPolicy, setPolicy } from './usePolicy.ts';

interface Props {
  readonly edits: Edits;
  readonly onClose: () => void;
}

/** How the second policy differs; empty fields are as in the file. */
export function PolicyForm({ edits, onClose }: Props) {
  const close = (): void => {
    dropPolicy();
    onClose();
  };
  return (
    <section className={styles.form} aria-label="Second policy">
      {POLICY_FIELDS.map((field) => (
        <Line key={field.path} field={field} text={edits[field.path] ?? ''} />
      ))}
      <Button onClick={close}>Stop comparing</Button>
    </section>
  );
}

function Line({ field, text }: { readonly field: PolicyField; readonly text: string }) {
  if (field.choices) {
    const options = [
      { value: '', label: 'as in the file' },
      ...field.choices.map((value) => ({ value })),
    ];
    return (
      <div>
        <Select
          label={field.label}
          showLabel
          value={text}
          options={options}
          edited={text !== ''}
          onChange={(value) => setPolicy(field.path, value)}
        />
      </div>
    );
  }
  return <TextLine field={field} text={text} />;
}

function TextLine({ field, text }: { readonly field: PolicyField; readonly text: string }) {
  const [draft, setDraft] = useState(text);
  useEffect(() => setDraft(text), [text]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (draft.trim() !== text) setPolicy(field.path, draft);
  };
  return (
    <form onSubmit={submit} onBlur={submit}>
      <Field
        label={field.label}
        size={10}
        value={draft}
        placeholder={`e.g. ${field.placeholder}`}
        onChange={(event) => setDraft(event.target.value)}
      />
    </form>
  );
}
