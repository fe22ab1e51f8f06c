import { latest, useAsk } from '../../api/client.ts';
import type { TrainingPlan } from '../../api/types.ts';
import { Figure } from '../../explain/Figure.tsx';
import { setEdit, useFactory } from '../../state/factory.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { FEATURES, type Feature, featureEdit, switched } from './features.ts';
import styles from './TrainingPage.module.css';

interface Props {
  readonly run: string;
  readonly plan: TrainingPlan;
}

/** The software that trains: a stack of the catalogue, and how the run differs from it. */
export function SoftwareInputs({ run, plan }: Props) {
  const path = `runs.${run}.stack`;
  const edited = useFactory().edits[path] !== undefined;
  const known = latest(useAsk('catalogue', {}))?.['stack'];
  const stacks: Readonly<Record<string, { readonly label: string }>> = known ?? {
    [plan.stack]: { label: plan.stack },
  };
  const options = Object.entries(stacks).map(([value, { label }]) => ({ value, label }));
  const changed = switched(plan).length;
  return (
    <>
      <div className={styles.input}>
        <Select
          label="Software stack"
          showLabel
          edited={edited}
          value={plan.stack}
          options={options}
          onChange={(stack) => setEdit(path, stack)}
        />
        <p className={styles.underInput}>
          takes <Figure path={`factory.${path}.factor`} digits={4} /> times what is modelled
          {edited && <Reset path={path} label="Reset the software stack" />}
        </p>
      </div>
      <details className={styles.software} open={changed > 0 || undefined}>
        <summary>
          Features
          {changed > 0 && <span className={styles.changed}>{changed} changed</span>}
        </summary>
        <div className={styles.features}>
          {FEATURES.map((feature) => (
            <FeatureInput key={feature.name} run={run} plan={plan} feature={feature} />
          ))}
        </div>
      </details>
    </>
  );
}

/** One switch: the stack's own value is marked, the run's is selected. */
function FeatureInput({ run, plan, feature }: Props & { readonly feature: Feature }) {
  const { name, label, values } = feature;
  const path = `runs.${run}.features.${name}`;
  const edit = useFactory().edits[path];
  const ofStack = plan.stackFeatures[name];
  return (
    <div className={styles.feature} data-switched={plan.features[name] !== ofStack || undefined}>
      <span>{label}</span>
      {edit === undefined ? <span /> : <Reset path={path} label={`Reset ${label}`} />}
      <Select
        label={label}
        dense
        edited={edit !== undefined}
        value={plan.features[name]}
        options={Object.entries(values).map(([value, shown]) => ({
          value,
          label: value === ofStack ? `${shown} (stack)` : shown,
        }))}
        onChange={(chosen) => setEdit(path, featureEdit(chosen, ofStack, edit))}
      />
    </div>
  );
}

function Reset({ path, label }: { readonly path: string; readonly label: string }) {
  return (
    <Button look="quiet" aria-label={label} onClick={() => setEdit(path, undefined)}>
      Reset
    </Button>
  );
}
