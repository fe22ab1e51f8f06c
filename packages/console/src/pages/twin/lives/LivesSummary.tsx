import { showQuantity } from '@gigafactory/core/base';
import type { TwinResult } from '../../../api/types.ts';
import { Figure } from '../../../explain/Figure.tsx';
import { durationUnit } from '../../../explain/RunFigure.tsx';
import { showInterval } from '../../../lives/words.ts';
import { Dial, Dials } from '../../../ui/Dials.tsx';
import styles from '../TwinPage.module.css';

interface Props {
  readonly result: TwinResult;
  readonly stale: boolean;
}

/** Many lives of one run in four figures. */
export function LivesSummary({ result, stale }: Props) {
  const { ettr, interruptions, run } = result;
  const formula = (
    <>
      {showInterval(ettr, '%')} · by formula <Figure path={`training.${run}.goodput`} />
    </>
  );
  const { unexpected, planned } = interruptions;
  return (
    <div data-stale={stale || undefined} className={styles.summary}>
      <Dials>
        <Dial name={`ETTR, mean of ${result.lives} lives`} note={formula}>
          <Figure path={`twin.${run}.ettr`} digits={4} size="l" />
        </Dial>
        <Dial name="Unexpected interruptions" note={showInterval(unexpected, '1')}>
          <Figure path={`twin.${run}.interruptions.unexpected`} digits={4} size="l" />
        </Dial>
        <Dial name="Planned interruptions" note={showInterval(planned, '1')}>
          <Figure path={`twin.${run}.interruptions.planned`} digits={4} size="l" />
        </Dial>
        <Duration result={result} />
      </Dials>
    </div>
  );
}

function Duration({ result: { run, duration, endDate } }: Pick<Props, 'result'>) {
  if (!duration) {
    return (
      <Dial
        name="Duration, P50"
        note="In some lives the run makes no progress, so it would never end."
      >
        –
      </Dial>
    );
  }
  const unit = durationUnit(duration.p50);
  return (
    <>
      <Dial
        name="Duration, P50"
        note={
          <>
            {spread(duration, unit)} · by formula{' '}
            <Figure path={`training.${run}.duration`} unit={unit} />
          </>
        }
      >
        <Figure path={`twin.${run}.duration`} unit={unit} digits={4} size="l" />
      </Dial>
      {endDate ? (
        <Dial name="End, P50" note={spread(endDate, 'date')}>
          <Figure path={`twin.${run}.end`} size="l" />
        </Dial>
      ) : null}
    </>
  );
}

function spread({ p10, p90 }: { readonly p10: number; readonly p90: number }, unit: string) {
  return `P10 ${showQuantity(p10, unit)} · P90 ${showQuantity(p90, unit)}`;
}
