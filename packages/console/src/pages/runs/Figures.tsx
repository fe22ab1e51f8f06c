import type { ProgressEntry, RunDetail } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import { showRate, showSpan } from '../../control/words.ts';
import { Dial, Dials } from '../../ui/Dials.tsx';
import { Quantity } from '../../ui/Quantity.tsx';
import { againstWords, showLoss, showStepTime } from './words.ts';

interface Props {
  readonly detail: RunDetail;
  /** The newest step, which the stream brings before the next look at the run. */
  readonly last: ProgressEntry | undefined;
}

/** Where the run is, in large figures, each against what was predicted. */
export function Figures({ detail, last }: Props) {
  const { steps, prediction, tokensPerSecond, stepTime, goodput, attempts } = detail;
  const { step, loss, tokens } = last ?? detail.progress;
  const left = (steps - step) * (stepTime ?? prediction.stepTime);
  const isOver = detail.endedAt !== undefined;
  return (
    <section aria-label="Figures of the run">
      <Dials>
        <Dial
          name="Step"
          note={`of ${steps.toLocaleString('en')}${isOver ? '' : ` · ${showSpan(left)} of training left`}`}
        >
          {step.toLocaleString('en')}
        </Dial>
        <Dial name="Loss" note={`after ${showQuantity(tokens, 'token', { digits: 3 })}`}>
          {showLoss(loss)}
        </Dial>
        <Dial
          name="Measured tokens a second"
          note={
            <>
              predicted {showRate(prediction.tokensPerSecond)}
              <br />
              {againstWords(tokensPerSecond, prediction.tokensPerSecond)}
            </>
          }
        >
          {tokensPerSecond === null ? (
            '–'
          ) : (
            <Quantity value={tokensPerSecond} unit="token/s" digits={3} />
          )}
        </Dial>
        <Dial
          name="Measured step time"
          note={
            <>
              predicted {showStepTime(prediction.stepTime)}
              <br />
              {againstWords(stepTime, prediction.stepTime)}
            </>
          }
        >
          {stepTime === null ? '–' : <Quantity value={stepTime} unit="s" digits={3} />}
        </Dial>
        <Dial name="Measured goodput" note="time of kept steps over all time so far">
          {goodput === null ? '–' : showQuantity(goodput, '%', { digits: 3 })}
        </Dial>
        <Dial
          name="Attempt"
          note={`${Math.max(0, attempts.length - 1).toLocaleString('en')} ended before it`}
        >
          {detail.attempt.toLocaleString('en')}
        </Dial>
      </Dials>
    </section>
  );
}
