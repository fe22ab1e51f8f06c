import { useState } from 'react';
import { latest } from '../../api/client.ts';
import { PolicyForm } from '../../lives/compare/PolicyForm.tsx';
import { Progress } from '../../lives/Progress.tsx';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Life } from './Life.tsx';
import styles from './TwinPage.module.css';
import type { Policies } from './usePolicies.ts';

interface Props {
  readonly policies: Policies;
  readonly seed: number;
}

/** One life to watch, or two under two policies, and what the user does to them. */
export function LifePanel({ policies, seed }: Props) {
  const { first, second, policy, names, results, breakages, isBreaking, setBreaking } = policies;
  const isCompared = policy !== undefined;
  const [isChoosing, setChoosing] = useState(isCompared);
  const isShown = isChoosing || isCompared;
  return (
    <Panel
      title={isCompared ? 'Two lives' : 'One life'}
      about={`Seed ${seed}, played back event by event.`}
      aside={
        <span className={styles.tools}>
          <Button aria-pressed={isBreaking} onClick={() => setBreaking(!isBreaking)} data-tip="b">
            Break something
          </Button>
          <Button aria-expanded={isShown} onClick={() => setChoosing(!isChoosing)}>
            Compare policies
          </Button>
        </span>
      }
    >
      <div className={`${styles.stack} ${styles.watched}`}>
        {isShown && <PolicyForm edits={policy ?? {}} onClose={() => setChoosing(false)} />}
        <Progress simulation={first.life} what="Simulating one life">
          {(trace, stale) => (
            <Life
              {...{ trace, names, results, stale, breakages, isBreaking }}
              other={isCompared ? latest(second.life.asked) : undefined}
              onBreaking={setBreaking}
            />
          )}
        </Progress>
        {isCompared && (
          <Progress
            simulation={second.life}
            what="Simulating the same life under the second policy"
          >
            {() => null}
          </Progress>
        )}
      </div>
    </Panel>
  );
}
