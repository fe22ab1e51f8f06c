import { stageWords } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import type { TrainingPlan } from '../../api/types.ts';
import { StackedBar } from '../../charts/StackedBar.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { Swatch } from '../../ui/Swatch.tsx';
import styles from './TrainingPage.module.css';

type Memory = TrainingPlan['memory'];
type MemoryPart = Exclude<keyof Memory, 'stage' | 'total' | 'capacity'>;

const PARTS: readonly { key: MemoryPart; label: string; token: string }[] = [
  { key: 'weights', label: 'Weights', token: '--series-1' },
  { key: 'gradients', label: 'Gradients', token: '--series-2' },
  { key: 'optimizer', label: 'Optimizer', token: '--series-3' },
  { key: 'activations', label: 'Activations', token: '--series-6' },
  { key: 'logits', label: 'Logits', token: '--series-5' },
  { key: 'reserve', label: 'Reserve', token: '--series-8' },
];

interface Props {
  readonly memory: Memory;
  /** Number of pipeline stages, of which one is the fullest. */
  readonly stages: number;
  readonly label: string;
}

/** What fills the fullest GPU, compared with its memory, and which pipeline stage it is on. */
export function MemoryBar({ memory, stages, label }: Props) {
  return (
    <>
      <StackedBar
        label={`${label}, of ${showBytes(memory.capacity)}`}
        parts={PARTS.map((part) => ({ ...part, value: memory[part.key] }))}
        whole={memory.capacity}
        show={showBytes}
      />
      {stages > 1 && (
        <p className={styles.hint}>
          The fullest GPUs are on {stageWords(memory.stage, stages)} of the pipeline.
        </p>
      )}
    </>
  );
}

/** The parts of the chosen strategy's memory, each with its derivation. */
export function MemoryKeys({ run }: { readonly run: string }) {
  return (
    <dl className={styles.keys}>
      {PARTS.map(({ key, label, token }) => (
        <div key={key}>
          <dt className={styles.swatchLine}>
            <Swatch token={token} />
            {label}
          </dt>
          <dd>
            <Figure path={`training.${run}.memory.${key}`} unit="GB" />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function showBytes(value: number): string {
  return showQuantity(value, 'GB');
}
