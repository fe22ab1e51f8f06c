import { showQuantity } from '@gigafactory/core/base';
import type { TwinResult } from '../../api/types.ts';
import { RangeBars } from '../../charts/RangeBars.tsx';
import { Dial, Dials } from '../../ui/Dials.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { CopyText } from './CopyText.tsx';
import { LOSSES, rankCauses } from './causes.ts';
import styles from './TwinPage.module.css';

type Estimate = TwinResult['ettr'];

interface Props {
  readonly result: TwinResult;
  readonly stale: boolean;
}

/** Causes with a row of their own; the rest share one. */
const MOST_CAUSES = 9;

/** Many lives of one run in four figures. */
export function LivesSummary({ result, stale }: Props) {
  const { ettr, interruptions, duration, run } = result;
  const formula = (
    <>
      {interval(ettr, '%')} · by formula <Figure path={`training.${run}.goodput`} />
    </>
  );
  const { unexpected, planned } = interruptions;
  return (
    <div data-stale={stale || undefined} className={styles.summary}>
      <Dials>
        <Dial name={`ETTR, mean of ${result.replicas} lives`} note={formula}>
          <Figure path={`twin.${run}.ettr`} digits={4} size="l" />
        </Dial>
        <Dial name="Unexpected interruptions" note={interval(unexpected, '1')}>
          <Figure path={`twin.${run}.interruptions.unexpected`} digits={4} size="l" />
        </Dial>
        <Dial name="Planned interruptions" note={interval(planned, '1')}>
          <Figure path={`twin.${run}.interruptions.planned`} digits={4} size="l" />
        </Dial>
        <Duration run={run} duration={duration} />
      </Dials>
    </div>
  );
}

interface DurationProps {
  readonly run: string;
  readonly duration: TwinResult['duration'];
}

function Duration({ run, duration }: DurationProps) {
  if (!duration) {
    return (
      <Dial name="Duration, P50" note="In some lives nothing useful was done: at that pace, never.">
        –
      </Dial>
    );
  }
  const ends = `P10 ${showQuantity(duration.p10, 'd')} · P90 ${showQuantity(duration.p90, 'd')}`;
  return (
    <Dial name="Duration, P50" note={ends}>
      <Figure path={`twin.${run}.duration`} digits={4} size="l" />
    </Dial>
  );
}

/** Where the time of many lives went, and what stopped them. */
export function LivesDetails({ result, stale }: Props) {
  return (
    <div className={styles.stack} data-stale={stale || undefined}>
      <div className={styles.halves}>
        <section>
          <h3>Time lost in {showQuantity(result.horizon, 'd')}, mean of a life</h3>
          <LostTime result={result} />
        </section>
        <section>
          <h3>Interruptions by cause, mean of a life</h3>
          <Causes result={result} />
        </section>
      </div>
      <p className={styles.digest}>
        {result.replicas} lives{outcomeWords(result)} · {result.events.toLocaleString('en')} events
        · seed {result.seed} · digest <CopyText text={result.digest} />
      </p>
    </div>
  );
}

function LostTime({ result }: { readonly result: TwinResult }) {
  const bars = LOSSES.map(({ key, label, token }) => {
    const { mean, ci95 } = result.lost[key];
    const share = showQuantity(mean / result.horizon, '%', { digits: 2 });
    return {
      key,
      label,
      token,
      value: mean,
      range: ci95,
      text: <Figure path={`twin.${result.run}.lost.${key}`} />,
      note: share,
    };
  }).sort((a, b) => b.value - a.value);
  return <RangeBars caption="Time lost by cause" heads={['Cause', 'Lost']} bars={bars} />;
}

function Causes({ result }: { readonly result: TwinResult }) {
  const { byCause } = result.interruptions;
  const total = Object.values(byCause).reduce((sum, mean) => sum + mean, 0);
  const bars = rankCauses(byCause, MOST_CAUSES).map(({ cause, mean }) => ({
    key: cause,
    label: cause,
    token: '--ink-3',
    value: mean,
    // The rest together is no figure of its own.
    text: Object.hasOwn(byCause, cause) ? (
      <Figure path={`twin.${result.run}.interruptions.byCause.${cause}`} />
    ) : (
      showQuantity(mean, '1')
    ),
    note: showQuantity(mean / total, '%', { digits: 2 }),
  }));
  if (bars.length === 0) return <p>No life was interrupted.</p>;
  return <RangeBars caption="Interruptions by cause" heads={['Cause', 'Count']} bars={bars} />;
}

function interval({ ci95 }: Estimate, unit: string): string {
  return `95 %: ${showQuantity(ci95[0], unit, { digits: 4 })} to ${showQuantity(ci95[1], unit, { digits: 4 })}`;
}

/** What became of the run, where it did not simply go on beyond the horizon. */
function outcomeWords({ outcomes, replicas }: TwinResult): string {
  const { finished, failed } = outcomes;
  const words = [
    finished > 0 ? `${finished === replicas ? 'all' : finished} finished the run` : '',
    failed > 0 ? `${failed === replicas ? 'all' : failed} were given up` : '',
  ].filter(Boolean);
  return words.length > 0 ? `, ${words.join(', ')}` : '';
}
