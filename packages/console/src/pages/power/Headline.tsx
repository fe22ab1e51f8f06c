import { showQuantity } from '@gigafactory/core/base';
import type { Notes, SitePower } from '../../api/types.ts';
import { Change } from '../../explain/Change.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { Dial, Dials } from '../../ui/Dials.tsx';
import { showMoment } from './words.ts';

interface HeadlineProps {
  readonly traced: SitePower;
  /** Of the trace of the file itself, if that may be another. */
  readonly before: Notes | undefined;
}

/** The trace in five figures. */
export function Headline({ traced, before }: HeadlineProps) {
  const { run, least, most, ramp } = traced;
  const at = (name: string): string => `sitePower.${run}.${name}`;
  const limits = `${showQuantity(least, 'MW')} to ${showQuantity(most, 'MW')}`;
  return (
    <Dials>
      <Dial name="Mean of this example" note={limits}>
        <Figure path={at('average')} size="l" />
        <Change path={at('average')} before={before} />
      </Dial>
      <Dial name="Swing" note={<LargestChange path={at('minuteRamp.rate')} />}>
        <Figure path={at('swing')} size="l" />
        <Change path={at('swing')} before={before} />
      </Dial>
      <Dial name="Largest ramp" note={`${ramp.direction}, at ${showMoment(ramp.time)}`}>
        <Figure path={at('ramp.rate')} size="l" />
        <Change path={at('ramp.rate')} before={before} />
      </Dial>
      <Dial
        name="Battery for this trace"
        note={
          <>
            <Figure path={at('smallest.power')} />, for a trace known in advance
          </>
        }
      >
        <Figure path={at('smallest.energy')} size="l" />
        <Change path={at('smallest.energy')} before={before} />
      </Dial>
      <Dial
        name="Battery for any trace"
        note={
          <>
            <Figure path={at('safe.power')} />, for a trace not known in advance
          </>
        }
      >
        <Figure path={at('safe.energy')} size="l" />
        <Change path={at('safe.energy')} before={before} />
      </Dial>
    </Dials>
  );
}

function LargestChange({ path }: { readonly path: string }) {
  return (
    <>
      up to <Figure path={path} />
    </>
  );
}
