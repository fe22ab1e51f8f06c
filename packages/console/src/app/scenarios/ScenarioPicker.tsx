import { type ReactNode, useEffect, useRef } from 'react';
import { latest } from '../../api/client.ts';
import { useFactory } from '../../state/factory.ts';
import { chooseScenario } from '../../state/scenario.ts';
import { useScenarios } from '../../state/scenarios.ts';
import { ownEdits } from '../../state/url.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './ScenarioPicker.module.css';

/** Stands for no scenario, which no scenario may be called. */
const BASE = '';

/** Which scenario of the file every page shows, and the way to keep the edits as one. */
export function ScenarioPicker({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const { scenario, edits, file } = useFactory();
  const asked = useScenarios();
  const names = (latest(asked) ?? []).map(({ name }) => name);
  useGone(scenario, asked.state === 'ready' ? names : undefined, file.name);
  const canKeep = Object.keys(ownEdits(edits)).length > 0;
  if (names.length === 0 && scenario === undefined) {
    return canKeep ? <KeepButton onOpen={onOpen} /> : null;
  }
  const isUnknown = scenario !== undefined && !names.includes(scenario);
  return (
    <div className={styles.picker}>
      <Select
        label="Scenario"
        showLabel
        dense
        edited={scenario !== undefined}
        value={scenario ?? BASE}
        options={[
          { value: BASE, label: 'as in the file' },
          ...names.map((value) => ({ value })),
          ...(isUnknown ? [{ value: scenario, label: `${scenario} (not in the file)` }] : []),
        ]}
        onChange={(name) => chooseScenario(name === BASE ? undefined : name)}
      />
      {canKeep ? (
        <KeepButton onOpen={onOpen} />
      ) : (
        <Button look="quiet" aria-label="Scenarios" title="Scenarios of the file" onClick={onOpen}>
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path
              d="M2 4h7M13 4h1M2 12h1M7 12h7M9 2.5v3h3v-3zM4 10.5v3h3v-3z"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.3"
            />
          </svg>
        </Button>
      )}
    </div>
  );
}

function KeepButton({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  return (
    <Button
      look="quiet"
      className={styles.keep}
      title="Keep the edits under a name, to come back to and to compare"
      onClick={onOpen}
    >
      Keep as a scenario…
    </Button>
  );
}

/** Shows the file itself once a step of its history takes the scenario away that was shown. */
function useGone(
  scenario: string | undefined,
  names: readonly string[] | undefined,
  file: string,
): void {
  const seen = useRef('');
  const key = `${file}\n${scenario}`;
  const isHere = scenario !== undefined && names?.includes(scenario) === true;
  const isGone = scenario !== undefined && names !== undefined && !isHere;
  useEffect(() => {
    if (isHere) seen.current = key;
    else if (isGone && seen.current === key) chooseScenario(undefined, { replace: true });
  }, [isHere, isGone, key]);
}
