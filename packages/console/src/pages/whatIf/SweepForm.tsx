import { headlineFigures } from '@gigafactory/core/api';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Lever } from '../../api/types.ts';
import { usePlan } from '../../state/plan.tsx';
import { Field } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { type Asked, AXES, type Axis, ask } from './useSweep.ts';
import styles from './WhatIfPage.module.css';

interface SweepFormProps {
  readonly asked: Asked;
  readonly levers: readonly Lever[];
  /** What the figure rests on is not known yet. */
  readonly isWaiting: boolean;
}

/** The figure, the inputs and where they go; all of it is in the address. */
export function SweepForm({ asked, levers, isWaiting }: SweepFormProps): ReactNode {
  return (
    <section className={styles.form} aria-label="What is varied">
      <FigureChoice figure={asked.figure} />
      {AXES.map((names, index) => (
        <AxisFields
          key={names.path}
          names={names}
          axis={index === 0 ? asked.first : asked.second}
          isOptional={index > 0}
          // Its ends have their place before they are known.
          hasEnds={index === 0 && isWaiting}
          levers={levers}
        />
      ))}
      <Committed
        label={asked.second ? 'Values of each' : 'Values'}
        text={String(asked.steps)}
        size={6}
        check={wrongSteps}
        onCommit={(steps) => ask({ steps })}
      />
    </section>
  );
}

function wrongSteps(text: string): string | undefined {
  const isFine = text === '' || (/^\d+$/.test(text) && Number(text) >= 2 && Number(text) <= 1000);
  return isFine ? undefined : 'A whole number from 2 to 1,000.';
}

function FigureChoice({ figure }: { readonly figure: string }): ReactNode {
  const { notes, training } = usePlan();
  const headlines = headlineFigures(notes, Object.keys(training));
  const shown = headlines.includes(figure) ? headlines : [figure, ...headlines];
  return (
    <div className={styles.choice}>
      <Select
        label="Figure"
        showLabel
        value={figure}
        options={shown.map((path) => ({ value: path, label: notes[path]?.label ?? path }))}
        onChange={(path) => ask({ figure: path })}
      />
    </div>
  );
}

interface AxisFieldsProps {
  readonly names: (typeof AXES)[number];
  readonly axis: Axis | undefined;
  readonly isOptional: boolean;
  /** Even without an input. */
  readonly hasEnds: boolean;
  readonly levers: readonly Lever[];
}

function AxisFields({ names, axis, isOptional, hasEnds, levers }: AxisFieldsProps): ReactNode {
  const isOther = axis !== undefined && axis.lever === undefined;
  const options = [
    ...(isOptional || !axis ? [{ value: '', label: isOptional ? 'none' : '–' }] : []),
    ...(isOther ? [{ value: axis.path }] : []),
    ...levers.map(({ path, label }) => ({ value: path, label: `${label} (${path})` })),
  ];
  const end = (which: 'from' | 'to') => (
    <Committed
      label={`${which === 'from' ? 'From' : 'To'}${isOptional ? ', second' : ''}`}
      text={axis?.[which] ?? ''}
      size={10}
      onCommit={(text) => ask({ [names[which]]: text })}
    />
  );
  return (
    <>
      <div className={styles.choice}>
        <Select
          label={isOptional ? 'and a second input' : 'Input'}
          showLabel
          value={axis?.path ?? ''}
          options={options}
          onChange={(path) =>
            ask({ [names.path]: path, [names.from]: '', [names.to]: '', steps: '' })
          }
        />
      </div>
      {axis || hasEnds ? (
        <>
          {end('from')}
          {end('to')}
        </>
      ) : null}
    </>
  );
}

interface CommittedProps {
  readonly label: string;
  readonly text: string;
  readonly size: number;
  readonly check?: (text: string) => string | undefined;
  readonly onCommit: (text: string) => void;
}

/** A field that counts once it is left, or with Enter. */
function Committed(props: CommittedProps): ReactNode {
  return <CommittedDraft key={props.text} {...props} />;
}

function CommittedDraft({ label, text, size, check, onCommit }: CommittedProps): ReactNode {
  const [draft, setDraft] = useState(text);
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wrong = check?.(draft.trim());
    setError(wrong);
    if (!wrong && draft.trim() !== text) onCommit(draft.trim());
  };
  return (
    <form className={styles.end} onSubmit={submit} onBlur={submit}>
      <Field
        label={label}
        size={size}
        value={draft}
        error={error}
        onChange={(event) => setDraft(event.target.value)}
      />
    </form>
  );
}
