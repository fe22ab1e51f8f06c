import { useLayoutEffect } from 'react';
import { latest } from '../../api/client.ts';
import { useFactory } from '../../state/factory.ts';
import { useParam } from '../../state/location.ts';
import { usePlan } from '../../state/plan.tsx';
import { showSimulated } from '../../state/simulated.ts';
import { Empty } from '../../ui/Empty.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RunPicker } from '../training/RunPicker.tsx';
import { Life } from './Life.tsx';
import { LivesDetails, LivesSummary } from './Lives.tsx';
import { Progress } from './Progress.tsx';
import { TwinControls } from './TwinControls.tsx';
import styles from './TwinPage.module.css';
import { type Simulation, useSimulation } from './useSimulation.ts';
import { useTwinSettings } from './useTwinSettings.ts';

const FEW = 4;

/** The run lived through in virtual time: once to watch, many times to know. */
export function TwinPage() {
  const runs = Object.keys(usePlan().training);
  const [wanted] = useParam('run');
  const run = wanted !== undefined && runs.includes(wanted) ? wanted : runs[0];
  if (run === undefined) {
    return (
      <Empty title="There is no run to live through">
        Add a run under <code>runs:</code> in the factory file.
      </Empty>
    );
  }
  return <RunTwin run={run} runs={runs} />;
}

function RunTwin({ run, runs }: { readonly run: string; readonly runs: readonly string[] }) {
  const { input } = useFactory();
  const { seed, days, replicas } = useTwinSettings();
  const scenario = { ...input, run, seed, days };
  const few = Math.min(FEW, replicas);
  // One life to watch, then a few, which show the rough picture and how long the many will take.
  const life = useSimulation('replay', scenario);
  const preview = useSimulation('twin', { ...scenario, replicas: few }, isOver(life));
  const lives = useSimulation('twin', { ...scenario, replicas }, isOver(preview));
  const expected = preview.took === undefined ? undefined : (preview.took / few) * replicas;
  const result = latest(lives.asked);
  const isStale = lives.asked.state !== 'ready';
  useLayoutEffect(() => {
    if (result) showSimulated(result.notes);
  }, [result]);
  return (
    <>
      <PageHead title={`Twin of ${run}`}>
        <RunPicker runs={runs} run={run} />
        <TwinControls />
      </PageHead>
      <section className={styles.strip} aria-label="Many lives in short">
        <Progress simulation={lives} what={`Living ${replicas} lives`} expected={expected}>
          {(known, stale) => <LivesSummary result={known} stale={stale} />}
        </Progress>
      </section>
      <Panel title="One life" about={`Seed ${seed}, played back event by event.`}>
        <Progress simulation={life} what="Living one life">
          {(trace, stale) => <Life trace={trace} stale={stale} />}
        </Progress>
      </Panel>
      {result && (
        <Panel
          title={`${result.replicas} lives`}
          about="Each life draws its own failures and repairs."
        >
          <LivesDetails result={result} stale={isStale} />
        </Panel>
      )}
    </>
  );
}

function isOver({ asked, stopped }: Simulation<unknown>): boolean {
  return stopped || asked.state !== 'loading';
}
