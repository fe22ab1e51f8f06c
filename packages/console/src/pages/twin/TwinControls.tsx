import { type FormEvent, useState } from 'react';
import { BOUNDS, readSetting, type TwinSettings } from '../../lives/request.ts';
import { useSetting, useTwinSettings } from '../../lives/useTwinSettings.ts';
import { useParam } from '../../state/location.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { useMedia } from '../../ui/useMedia.ts';
import styles from './TwinPage.module.css';

const LABELS: Readonly<Record<keyof TwinSettings, string>> = {
  days: 'Days at most',
  lives: 'Lives',
  seed: 'Seed',
};

/** What to simulate; every setting is in the address, so a life can be linked to. Folded on a phone. */
export function TwinControls({ hasOthers }: { readonly hasOthers: boolean }) {
  const { days, lives, seed } = useTwinSettings();
  const isPhone = useMedia('(max-width: 639px)');
  const controls = (
    <div className={styles.controls}>
      {(['days', 'lives', 'seed'] as const).map((name) => (
        <Setting key={name} name={name} />
      ))}
      {hasOthers && <Beside />}
    </div>
  );
  if (!isPhone) return controls;
  return (
    <details className={styles.settings}>
      <summary>
        {days} days at most, {lives} lives, seed {seed}
      </summary>
      {controls}
    </details>
  );
}

/** Whether the other runs of the file are simulated alongside this one. */
function Beside() {
  const [beside, set] = useParam('with');
  return (
    <label className={styles.check}>
      <input
        type="checkbox"
        checked={beside === 'all'}
        onChange={(event) => set(event.target.checked ? 'all' : undefined)}
      />
      with the other runs
    </label>
  );
}

function Setting({ name }: { readonly name: keyof TwinSettings }) {
  const { value, error, text, set } = useSetting(name);
  // Keyed by the address: going back in the history replaces an old draft.
  return <Draft key={text ?? ''} {...{ name, set }} shown={text ?? String(value)} error={error} />;
}

interface DraftProps {
  readonly name: keyof TwinSettings;
  readonly shown: string;
  readonly error: string | undefined;
  readonly set: (text: string | undefined) => void;
}

function Draft({ name, shown, error, set }: DraftProps) {
  const [draft, setDraft] = useState(shown);
  const wrong = draft === shown ? error : readSetting(name, draft).error;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!wrong && draft !== shown) set(draft.trim());
  };
  return (
    <form onSubmit={submit} onBlur={submit}>
      <Field
        label={LABELS[name]}
        inputMode="numeric"
        value={draft}
        error={wrong}
        size={6}
        title={`${BOUNDS[name].least} to ${BOUNDS[name].most}`}
        onChange={(event) => setDraft(event.target.value)}
      />
      {name === 'seed' && (
        <Button
          look="quiet"
          type="button"
          onClick={() => set(String(Number(readSetting('seed', shown).value) + 1))}
        >
          Next seed
        </Button>
      )}
    </form>
  );
}
