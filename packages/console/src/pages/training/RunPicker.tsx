import { useParam } from '../../state/location.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './TrainingPage.module.css';

/** Which run of several is shown; it stands in the address. */
export function RunPicker({
  runs,
  run,
}: {
  readonly runs: readonly string[];
  readonly run: string;
}) {
  const [, setRun] = useParam('run');
  if (runs.length < 2) return null;
  return (
    <fieldset className={styles.runs} aria-label="Run">
      {runs.map((name) => (
        <Button
          key={name}
          look={name === run ? 'primary' : 'plain'}
          aria-pressed={name === run}
          onClick={() => setRun(name)}
        >
          {name}
        </Button>
      ))}
    </fieldset>
  );
}
