import { Comparison } from '../../lives/compare/Comparison.tsx';
import { Progress, ProgressInLine } from '../../lives/Progress.tsx';
import { useTwinSettings } from '../../lives/useTwinSettings.ts';
import { useSimulatedNotes } from '../../state/simulated.ts';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useMedia } from '../../ui/useMedia.ts';
import { LifePanel } from './LifePanel.tsx';
import { LivesDetails } from './lives/LivesDetails.tsx';
import { LivesSummary } from './lives/LivesSummary.tsx';
import { TwinControls } from './TwinControls.tsx';
import styles from './TwinPage.module.css';
import { usePolicies } from './usePolicies.ts';

interface Props {
  readonly run: string;
  readonly runs: readonly string[];
}

/** One run: its policy and perhaps a second one, with one life of each to watch and many for statistics. */
export function RunTwin({ run, runs }: Props) {
  const { seed, lives } = useTwinSettings();
  const policies = usePolicies(run, runs);
  const { first, second, policy, names, results, difference } = policies;
  const result = results[0]?.result;
  useSimulatedNotes(`twin.${run}`, result?.notes);
  // What is watched and touched comes first where there is little room.
  const isPhone = useMedia('(max-width: 639px)');
  const count = (done: number) => ({ done, of: lives });
  const many = {
    simulation: first.lives,
    what: `Simulating ${lives} lives`,
    count: count(first.lives.done),
  };
  const strip = (
    <section className={styles.strip} aria-label="Many lives in short">
      <Progress {...many} isToldElsewhere>
        {(known, stale) => (
          <LivesSummary result={known.result} stale={stale && !first.lives.isRough} />
        )}
      </Progress>
    </section>
  );
  return (
    <>
      <PageHead title="Twin" of={run}>
        <ProgressInLine {...many} />
        <TwinControls hasOthers={runs.length > 1} />
      </PageHead>
      {isPhone ? null : strip}
      <LifePanel policies={policies} seed={seed} />
      {isPhone ? strip : null}
      {policy && result && (
        <Panel title="Two policies" about="The same failures under each.">
          <Progress
            simulation={second.lives}
            what={`Simulating ${lives} lives under the second policy`}
            count={count(second.lives.done)}
          >
            {(known, stale) => (
              <div className={styles.stack} data-stale={stale || undefined}>
                <Comparison results={[result, known.result]} {...{ names, difference }} />
              </div>
            )}
          </Progress>
        </Panel>
      )}
      {result && (
        <Panel
          title={`${result.lives} lives`}
          about="Each life draws its own failures and repairs."
        >
          <LivesDetails result={result} stale={first.lives.asked.state !== 'ready'} />
        </Panel>
      )}
    </>
  );
}
