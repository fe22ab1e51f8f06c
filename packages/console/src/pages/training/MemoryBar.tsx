import { showQuantity } from '@gigafactory/core/base';
import type { TrainingPlan } from '../../api/types.ts';
import { StackedBar } from '../../charts/StackedBar.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { Swatch } from '../../ui/Swatch.tsx';
import styles from './TrainingPage.module.css';

type Memory = TrainingPlan['memory'];
type MemoryPart = Exclude<keyof Memory, 'total' | 'capacity'>;

const PARTS: readonly { key: MemoryPart; label: string; token: string }[] = [
  { key: 'weights', label: 'Weights', token: '--series-1' },
  { key: 'gradients', label: 'Gradients', token: '--series-2' },
  { key: 'optimizer', label: 'Optimizer', token: '--series-3' },
  { key: 'activations', label: 'Activations', token: '--series-6' },
  { key: 'reserve', label: 'Reserve', token: '--series-8' },
];

/** What fills the fullest GPU, against what it holds. */
export function MemoryBar({ memory, label }: { readonly memory: Memory; readonly label: string }) {
  return (
    <StackedBar
      label={`${label}, of ${showBytes(memory.capacity)}`}
      parts={PARTS.map((part) => ({ ...part, value: memory[part.key] }))}
      whole={memory.capacity}
      show={showBytes}
    />
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
