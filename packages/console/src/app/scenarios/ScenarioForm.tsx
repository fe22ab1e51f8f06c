import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { Problem } from '../../api/types.ts';
import type { Draft } from '../../state/scenarios.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import styles from './Scenarios.module.css';

interface ScenarioFormProps {
  readonly title: string;
  readonly action: string;
  readonly start: Draft;
  /** Returns what is wrong with it; nothing if it was done. */
  readonly onSubmit: (draft: Draft) => Promise<readonly Problem[]>;
}

/** A change by its place, so that its path can be typed. */
type Line = readonly [path: string, value: string];

/** Name, sentence and values of a scenario. */
export function ScenarioForm({ title, action, start, onSubmit }: ScenarioFormProps): ReactNode {
  const id = useId();
  const [name, setName] = useState(start.name);
  const [about, setAbout] = useState(start.about);
  const [lines, setLines] = useState<readonly Line[]>(Object.entries(start.edits));
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const edits = Object.fromEntries(lines.filter(([path]) => path !== ''));
    setProblems(await onSubmit({ name: name.trim(), about: about.trim(), edits }));
  };
  const ofName = problems.find(({ code, path }) => code.startsWith('entry.') || path === undefined);
  const others = problems.filter((problem) => problem !== ofName);
  return (
    <form className={styles.form} onSubmit={submit} aria-labelledby={id}>
      <h3 id={id} className={styles.formTitle}>
        {title}
      </h3>
      <Field
        label="Name"
        value={name}
        maxLength={80}
        required
        error={ofName?.message}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label="What it is, in a sentence"
        value={about}
        placeholder="left out"
        onChange={(event) => setAbout(event.target.value)}
      />
      <Values lines={lines} onChange={setLines} />
      {others.map(({ message, path }) => (
        <p key={message} className={styles.problem} role="alert">
          {path ? <code>{path}</code> : null} {message}
        </p>
      ))}
      <div className={styles.actions}>
        <Button onClick={() => setLines([...lines, ['', '']])}>Add a value</Button>
        <Button look="primary" type="submit">
          {action}
        </Button>
      </div>
    </form>
  );
}

interface ValuesProps {
  readonly lines: readonly Line[];
  readonly onChange: (lines: readonly Line[]) => void;
}

/** What the scenario changes, a path and a value in a line. */
function Values({ lines, onChange }: ValuesProps): ReactNode {
  return (
    <ul className={styles.values} aria-label="Its values">
      {lines.map(([path, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place while its path is typed
        <li key={index} className={styles.value}>
          <Field
            label={`Path of value ${index + 1}`}
            hideLabel
            value={path}
            onChange={(event) => onChange(replaced(lines, index, [event.target.value, value]))}
          />
          <Field
            label={`Value of ${path || `line ${index + 1}`}`}
            hideLabel
            value={value}
            placeholder="left out"
            onChange={(event) => onChange(replaced(lines, index, [path, event.target.value]))}
            action={
              <Button
                look="quiet"
                aria-label={`Without ${path || `line ${index + 1}`}`}
                onClick={() => onChange(lines.filter((_, other) => other !== index))}
              >
                ✕
              </Button>
            }
          />
        </li>
      ))}
    </ul>
  );
}

function replaced(lines: readonly Line[], index: number, line: Line): readonly Line[] {
  return lines.map((each, other) => (other === index ? line : each));
}
