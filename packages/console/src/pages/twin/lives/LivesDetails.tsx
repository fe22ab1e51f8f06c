import { endsEarly } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import type { TwinResult } from '../../../api/types.ts';
import { RangeBars } from '../../../charts/RangeBars.tsx';
import { Figure } from '../../../explain/Figure.tsx';
import { LOSSES } from '../../../life/losses.ts';
import { outcomeWords } from '../../../lives/words.ts';
import { CopyText } from '../../../ui/CopyText.tsx';
import { Quantity } from '../../../ui/Quantity.tsx';
import styles from '../TwinPage.module.css';
import { rankCauses } from './causes.ts';
import { FleetShares } from './FleetShares.tsx';
import { OtherRuns } from './OtherRuns.tsx';

interface Props {
  readonly result: TwinResult;
  readonly stale: boolean;
}

/** Causes with their own row; the rest share one. */
const MOST_CAUSES = 9;

/** Where the time of many lives went, and what stopped them. */
export function LivesDetails({ result, stale }: Props) {
  const lived = showQuantity(result.lived.mean, 's');
  return (
    <div className={styles.stack} data-stale={stale || undefined}>
      {endsEarly(result) && (
        <p>
          The run is over after {lived} on average: counts and losses are of that time, not of{' '}
          {showQuantity(result.horizon, 'd')}.
        </p>
      )}
      <div className={styles.halves}>
        <section>
          <h3>
            Time lost in {lived}, mean of a life
            {result.costOfLost ? (
              <>
                ; its GPU-hours cost{' '}
                <Figure path={`twin.${result.run}.costOfLost.total`} digits={3} />
              </>
            ) : null}
          </h3>
          <LostTime result={result} />
        </section>
        <section>
          <h3>Unexpected interruptions by cause, mean of a life</h3>
          <Causes result={result} />
        </section>
      </div>
      <FleetShares fleet={result.fleet} />
      {result.others.length > 0 && <OtherRuns runs={[result, ...result.others]} />}
      <p className={styles.digest}>
        {result.lives} lives{outcomeWords(result)} · {result.events.toLocaleString('en')} events ·
        seed {result.seed} · digest <CopyText text={result.digest} />
      </p>
    </div>
  );
}

function LostTime({ result }: { readonly result: TwinResult }) {
  const bars = LOSSES.map(({ key, label, token }) => {
    const { mean, ci95 } = result.lost[key];
    const share = mean / result.lived.mean;
    return {
      key,
      label,
      token,
      value: mean,
      range: ci95,
      text: <Figure path={`twin.${result.run}.lost.${key}`} />,
      note: <Quantity value={share} unit="%" digits={2} part="share" />,
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
    // The rest together is not a figure of the plan.
    text: Object.hasOwn(byCause, cause) ? (
      <Figure path={`twin.${result.run}.interruptions.byCause.${cause}`} />
    ) : (
      <Quantity value={mean} unit="1" />
    ),
    note: <Quantity value={mean / total} unit="%" digits={2} part="share" />,
  }));
  if (bars.length === 0) return <p>No life was interrupted unexpectedly.</p>;
  return (
    <RangeBars caption="Unexpected interruptions by cause" heads={['Cause', 'Count']} bars={bars} />
  );
}
