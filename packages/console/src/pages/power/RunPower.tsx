import { showQuantity } from '@gigafactory/core/base';
import { latest, useAsk } from '../../api/client.ts';
import type { SitePower } from '../../api/types.ts';
import { useBaseInput, useIsChanged } from '../../state/baseline.tsx';
import { useFactory } from '../../state/factory.ts';
import { useParam } from '../../state/location.ts';
import { useSimulatedNotes } from '../../state/simulated.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Headline } from './Headline.tsx';
import { RunPhases, StepPhases } from './Phases.tsx';
import styles from './PowerPage.module.css';
import { RampField } from './RampField.tsx';
import { TraceChart } from './TraceChart.tsx';

/** Steps in the close view. */
const CLOSE = 3;

/** How fast the power of the site changes, and the battery that shields the grid from it. */
export function RunPower({ run }: { readonly run: string }) {
  const { input } = useFactory();
  const [rampLimit] = useParam('ramp');
  const limit = rampLimit === undefined ? {} : { rampLimit };
  const asked = useAsk('power', { ...input, run, ...limit });
  const known = latest(asked);
  // Another run's trace must not be shown for this one.
  const traced = known?.run === run ? known : undefined;
  const problems = asked.state === 'failed' ? asked.problems : [];
  const wrong = problems.find(({ path }) => path === 'rampLimit');
  useSimulatedNotes('sitePower', traced?.notes);
  const before = useTraceBefore({ run, ...limit });
  return (
    <>
      <Panel
        title={`While ${run} trains`}
        about={`An example of what moves the power: steps, a checkpoint, a failure and a restart, as means of 100\u00a0ms.${traced ? ` The batteries hold the grid to ${showLimit(traced)}.` : ''}`}
        aside={<RampField shown={rampLimit ?? showLimit(traced)} error={wrong?.message} />}
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
function useTraceBefore(wanted: { readonly run: string; readonly rampLimit?: string }) {
  const base = useBaseInput();
  const isChanged = useIsChanged();
  const asked = useAsk('power', { ...base, ...wanted }, { enabled: isChanged, place: 'base' });
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

function showLimit(traced: SitePower | undefined): string {
  return traced ? showQuantity(traced.rampLimit, 'MW/min') : '';
}
