import type { ReactNode } from 'react';
import { latest, useAsk } from '../api/client.ts';
import type { Plan } from '../api/types.ts';
import { setEdit, useEdit } from '../state/factory.ts';
import { usePlan } from '../state/plan.tsx';
import { Select } from '../ui/Select.tsx';
import { EditValue } from './EditValue.tsx';
import styles from './PlanInputs.module.css';

/** An input of the factory file that a page begins with. */
export interface PlanInput {
  /** In the file. */
  readonly path: string;
  readonly label: string;
}

/** A part of the hardware, chosen by its name in the catalogue. */
interface PlanPart {
  readonly part: keyof Plan['hardware'];
  /** What the catalogue calls its kind. */
  readonly kind: string;
  readonly label: string;
}

interface PlanInputsProps {
  readonly inputs: readonly PlanInput[];
  readonly parts?: readonly PlanPart[];
}

/** What a page’s figures rest on most, edited in place; what the plan does not have is left out. */
export function PlanInputs({ inputs, parts = [] }: PlanInputsProps): ReactNode {
  const { notes } = usePlan();
  return (
    <section className={styles.inputs} aria-label="Inputs">
      {parts.map((part) => (
        <PartInput key={part.part} {...part} />
      ))}
      {inputs.map(({ path, label }) => {
        const note = notes[`factory.${path}`];
        if (!note) return null;
        return (
          <div key={path} className={styles.input}>
            <span className={styles.label}>{label}</span>
            <EditValue {...{ note, path, label }} hideLabel />
          </div>
        );
      })}
    </section>
  );
}

function PartInput({ part, kind, label }: PlanPart): ReactNode {
  const { hardware, notes } = usePlan();
  const names = latest(useAsk('catalogue', {}))?.[kind];
  const path = namePath(part, notes);
  const edited = useEdit(path) !== undefined;
  const { use, label: name } = hardware[part];
  const entries = Object.entries(names ?? { [use]: { label: name } });
  return (
    <div className={styles.input}>
      <Select
        {...{ label, edited }}
        showLabel
        value={use}
        options={entries.map(([value, entry]) => ({ value, label: entry.label }))}
        onChange={(chosen) => setEdit(path, chosen)}
      />
    </div>
  );
}

/** Where the file names a part: one with values of its own keeps them when it becomes another. */
function namePath(part: string, notes: Plan['notes']): string {
  const path = `hardware.${part}`;
  const hasOwn = Object.values(notes).some(
    ({ id, kind }) => id.startsWith(`factory.${path}.`) && kind === 'given',
  );
  return hasOwn ? `${path}.use` : path;
}
