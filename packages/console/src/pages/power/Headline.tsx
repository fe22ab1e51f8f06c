import { showQuantity } from '@gigafactory/core/base';
import type { SitePower } from '../../api/types.ts';
import { Figure } from '../../explain/Figure.tsx';
import { Dial, Dials } from '../../ui/Dials.tsx';
import { showMoment } from './words.ts';

/** The trace in five figures. */
export function Headline({ traced }: { readonly traced: SitePower }) {
  const { run, least, most, ramp } = traced;
  const at = (name: string): string => `sitePower.${run}.${name}`;
  const limits = `${showQuantity(least, 'MW')} to ${showQuantity(most, 'MW')}`;
  return (
    <Dials>
      <Dial name="Mean of this example" note={limits}>
        <Figure path={at('average')} size="l" />
      </Dial>
      <Dial name="Swing" note={<LargestChange path={at('minuteRamp.rate')} />}>
        <Figure path={at('swing')} size="l" />
      </Dial>
      <Dial name="Largest ramp" note={`${ramp.direction}, at ${showMoment(ramp.time)}`}>
        <Figure path={at('ramp.rate')} size="l" />
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
