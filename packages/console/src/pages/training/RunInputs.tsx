import type { TrainingPlan } from '../../api/types.ts';
import { setEdit, useFactory } from '../../state/factory.ts';
import { usePlan } from '../../state/plan.tsx';
import { EditValue } from '../../ui/EditValue.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './TrainingPage.module.css';

const INPUTS = ['gpus', 'globalBatch', 'sequenceLength', 'tokens', 'compute'] as const;
const PRECISIONS: readonly TrainingPlan['precision'][] = ['bf16', 'fp8'];

/** What the run is given; every change is an edit of the factory file. */
export function RunInputs({ run, plan }: { readonly run: string; readonly plan: TrainingPlan }) {
  const { notes } = usePlan();
  return (
    <div className={styles.inputs}>
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
      <Precision run={run} precision={plan.precision} />
    </div>
  );
}

function Precision(props: { run: string; precision: TrainingPlan['precision'] }) {
  const path = `runs.${props.run}.precision`;
  const edited = useFactory().edits[path] !== undefined;
  return (
    <div className={styles.input}>
      <Select
        label="Precision of the matrix products"
        showLabel
        edited={edited}
        value={props.precision}
        options={PRECISIONS.map((value) => ({ value }))}
        onChange={(precision) => setEdit(path, precision)}
      />
    </div>
  );
}
