import { latest, useAsk } from '../../api/client.ts';
import type { TrainingPlan } from '../../api/types.ts';
import { EditValue } from '../../explain/EditValue.tsx';
import { setEdit, useFactory } from '../../state/factory.ts';
import { usePlan } from '../../state/plan.tsx';
import { Select, type SelectOption } from '../../ui/Select.tsx';
import { SoftwareInputs } from './SoftwareInputs.tsx';
import { wordsOf } from './strategy.ts';
import styles from './TrainingPage.module.css';

const INPUTS = ['gpus', 'globalBatch', 'sequenceLength', 'tokens', 'compute'] as const;

const PRECISIONS: readonly SelectOption[] = [
  { value: 'bf16' },
  { value: 'fp8', label: 'fp8, scaled by tensor' },
  { value: 'mxfp8', label: 'mxfp8, scaled by 32' },
  { value: 'nvfp4', label: 'nvfp4, scaled by 16' },
];

interface Props {
  readonly run: string;
  readonly plan: TrainingPlan;
}

/** What the run is given; every change is an edit of the factory file. */
export function RunInputs({ run, plan }: Props) {
  const { notes } = usePlan();
  return (
    <div className={styles.inputs}>
      <ModelChoice run={run} plan={plan} />
      {INPUTS.map((name) => {
        const path = `runs.${run}.${name}`;
        const note = notes[`factory.${path}`];
        if (!note) return null;
        return (
          <div key={name} className={styles.input}>
            <span>{note.label}</span>
            <EditValue note={note} path={path} hideLabel />
          </div>
        );
      })}
      <Choice
        path={`runs.${run}.precision`}
        label="Precision of the matrix products"
        value={plan.precision}
        options={PRECISIONS}
      />
      <Pin run={run} plan={plan} field="sharding" label="Sharding" words={wordsOf('sharding')} />
      <Pin run={run} plan={plan} field="recompute" label="Recompute" words={wordsOf('recompute')} />
      <SoftwareInputs run={run} plan={plan} />
    </div>
  );
}

/** What is trained: the model of now, and those of the catalogue. */
function ModelChoice({ run, plan }: Props) {
  const known = latest(useAsk('catalogue', {}))?.['model'] ?? {};
  const others = Object.entries(known).map(([value, { label }]) => ({ value, label }));
  const options = [{ value: plan.model }, ...others.filter(({ value }) => value !== plan.model)];
  return <Choice path={`runs.${run}.model`} label="Model" value={plan.model} options={options} />;
}

interface PinProps extends Props {
  readonly field: 'sharding' | 'recompute';
  readonly label: string;
  readonly words: Readonly<Record<string, string>>;
}

/** A part of the strategy that can be pinned while the search chooses the rest. */
function Pin({ run, plan, field, label, words }: PinProps) {
  const path = `runs.${run}.strategy.${field}`;
  const edit = useFactory().edits[path];
  const now = plan.strategy[field];
  // A pin of the whole strategy that came later overrides one of this part.
  const pinned = edit === now;
  const free = {
    value: '',
    label: pinned ? 'chosen by the search' : `chosen by the search: ${words[now]}`,
  };
  const all = Object.entries(words).map(([value, shown]) => ({ value, label: shown }));
  return <Choice {...{ path, label }} value={pinned ? now : ''} options={[free, ...all]} />;
}

interface ChoiceProps {
  readonly path: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly SelectOption[];
}

function Choice({ path, label, value, options }: ChoiceProps) {
  const edited = useFactory().edits[path] !== undefined;
  return (
    <div className={styles.input}>
      <Select
        {...{ label, edited, value, options }}
        showLabel
        onChange={(chosen) => setEdit(path, chosen || undefined)}
      />
    </div>
  );
}
