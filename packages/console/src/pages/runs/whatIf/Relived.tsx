import type { RunDetail, RunFactory } from '@gigafactory/core/api';
import { DEFAULT_SEED } from '@gigafactory/core/api';
import { useMemo } from 'react';
import { latest } from '../../../api/client.ts';
import layout from '../../../control/layout.module.css';
import { Comparison } from '../../../lives/compare/Comparison.tsx';
import { PolicyForm } from '../../../lives/compare/PolicyForm.tsx';
import { policyWords } from '../../../lives/compare/policy.ts';
import { useDifference } from '../../../lives/compare/useDifference.ts';
import { usePolicy } from '../../../lives/compare/usePolicy.ts';
import type { ManyRequest } from '../../../lives/liveMany.ts';
import { Progress } from '../../../lives/Progress.tsx';
import { useLives } from '../../../lives/useLives.ts';
import { useSimulation } from '../../../lives/useSimulation.ts';
import { isOver } from '../../../lives/useTwin.ts';
import { SideBySide } from './SideBySide.tsx';
import { TwoLives } from './TwoLives.tsx';

interface Props {
  readonly detail: RunDetail;
  readonly journal: string;
  readonly factory: RunFactory;
}

/** Lives of each policy: the faults are those of the journal, only how long things take differs. */
const LIVES = 16;

/** The lives of both policies: of each one life first, because that can be watched meanwhile. */
function useRelived({ journal, factory }: Props) {
  const policy = usePolicy();
  const isCompared = policy !== undefined;
  const today = useMemo(() => requestOf(factory, journal, {}), [factory, journal]);
  const other = useMemo(
    () => requestOf(factory, journal, policy ?? {}),
    [factory, journal, policy],
  );
  const life = useSimulation('replay', lifeOf(today), { place: 'run again' });
  const lives = useLives(today, isOver(life), 'run again');
  const otherLife = useSimulation('replay', lifeOf(other), {
    enabled: isCompared && isOver(life),
    place: 'run otherwise',
  });
  const otherLives = useLives(
    other,
    isCompared && isOver(otherLife) && isOver(lives),
    'run otherwise',
  );
  const names = useMemo(
    () => ['as it was run', policy ? policyWords(policy) : ''] as const,
    [policy],
  );
  const [known, otherKnown] = [
    latest(lives.asked),
    isCompared ? latest(otherLives.asked) : undefined,
  ];
  const difference = useDifference(known, otherKnown);
  return { policy, life, lives, otherLife, otherLives, names, known, otherKnown, difference };
}

/** Today's policy and a second one under the faults of the journal. */
export function Relived(props: Props) {
  const { policy, life, lives, otherLife, otherLives, names, known, otherKnown, difference } =
    useRelived(props);
  const isCompared = policy !== undefined;
  return (
    <div className={layout.stack}>
      <PolicyForm edits={policy ?? {}} onClose={() => undefined} />
      <Progress
        simulation={lives}
        what="Living the journal again"
        count={{ done: lives.done, of: LIVES }}
      >
        {({ result }) => (
          <SideBySide
            detail={props.detail}
            names={names}
            results={otherKnown ? [result, otherKnown.result] : [result]}
          />
        )}
      </Progress>
      <Progress simulation={life} what="Simulating one life of it">
        {(trace) => (
          <TwoLives
            trace={trace}
            other={isCompared ? latest(otherLife.asked) : undefined}
            names={names}
          />
        )}
      </Progress>
      {isCompared && (
        <Progress
          simulation={otherLives}
          what="Living the journal under the second policy"
          count={{ done: otherLives.done, of: LIVES }}
        >
          {({ result }) =>
            known ? (
              <Comparison results={[known.result, result]} {...{ names, difference }} />
            ) : null
          }
        </Progress>
      )}
    </div>
  );
}

function requestOf(
  { text, file, edits = {}, run }: RunFactory,
  journal: string,
  policy: Readonly<Record<string, string>>,
): ManyRequest {
  return {
    text,
    file,
    edits: { ...edits, ...policy },
    run,
    journal,
    seed: DEFAULT_SEED,
    lives: LIVES,
  };
}

function lifeOf({ lives: _, ...life }: ManyRequest): Omit<ManyRequest, 'lives'> {
  return life;
}
