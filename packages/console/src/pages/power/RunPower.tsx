import { showQuantity } from '@gigafactory/core/base';
import { latest, useAsk } from '../../api/client.ts';
import type { SitePower } from '../../api/types.ts';
import { useBaseInput, useIsChanged } from '../../state/baseline.tsx';
import { useFactory } from '../../state/factory.ts';
import { useSimulatedNotes } from '../../state/simulated.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Headline } from './Headline.tsx';
import { RunPhases, StepPhases } from './Phases.tsx';
import styles from './PowerPage.module.css';
import { TraceChart } from './TraceChart.tsx';

/** Steps in the close view. */
const CLOSE = 3;

/** How fast the power of the site changes, and the battery that shields the grid from it. */
export function RunPower({ run }: { readonly run: string }) {
  const { input } = useFactory();
  const asked = useAsk('power', { ...input, run });
  const known = latest(asked);
  // Another run's trace must not be shown for this one.
  const traced = known?.run === run ? known : undefined;
  const problems = asked.state === 'failed' ? asked.problems : [];
  useSimulatedNotes('sitePower', traced?.notes);
  const before = useTraceBefore(run);
  return (
    <>
      <Panel
        title={`While ${run} trains`}
        about={`An example of what moves the power: steps, a checkpoint, a failure and a restart, as means of 100\u00a0ms.${traced ? ` The batteries hold the grid to ${showQuantity(traced.rampLimit, 'MW/min')}.` : ''}`}
      >
        {traced ? (
          <div className={styles.stack} data-stale={asked.state !== 'ready' || undefined}>
            <Headline traced={traced} before={before} />
            <Stretch traced={traced} />
          </div>
        ) : null}
        {!traced && asked.state === 'loading' ? (
          <Loading what="Tracing the power of the site…" />
        ) : null}
        {!traced && asked.state === 'failed' ? (
          <Empty title="The power cannot be traced">
            {problems.map(({ message }) => (
              <p key={message}>{message}</p>
            ))}
          </Empty>
        ) : null}
      </Panel>
      {traced ? <Close traced={traced} /> : null}
    </>
  );
}

/** The trace of the file itself; undefined where that is what is shown, or unknown. */
function useTraceBefore(run: string) {
  const base = useBaseInput();
  const isChanged = useIsChanged();
  const asked = useAsk('power', { ...base, run }, { enabled: isChanged, place: 'base' });
  return isChanged && asked.state === 'ready' ? asked.value.notes : undefined;
}

function Stretch({ traced }: { readonly traced: SitePower }) {
  const { run, seconds, average, ramp } = traced;
  return (
    <TraceChart
      key={run}
      traced={traced}
      height={300}
      summary={`Site power over ${showQuantity(seconds, 's')}: ${showQuantity(average, 'MW')} on average, the largest ramp ${showQuantity(ramp.rate, 'MW/s')}.`}
    />
  );
}

/** A few steps, and all parts in numbers. */
function Close({ traced }: { readonly traced: SitePower }) {
  const { run, seconds, step } = traced;
  const stepTime = step.reduce((sum, { duration }) => sum + duration, 0);
  return (
    <div className={styles.columns}>
      <Panel title="A few steps" about="The swing that every step repeats.">
        <TraceChart
          key={run}
          traced={traced}
          to={Math.min(seconds, CLOSE * stepTime)}
          height={220}
          summary={`Site power over ${CLOSE} steps of ${showQuantity(stepTime, 's')}; the table beside it gives the parts.`}
        />
      </Panel>
      <Panel title="Power by phase">
        <div className={styles.stack}>
          <StepPhases traced={traced} />
          <RunPhases traced={traced} />
        </div>
      </Panel>
    </div>
  );
}
