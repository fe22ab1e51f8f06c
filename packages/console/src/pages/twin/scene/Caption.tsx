import type { ReactNode } from 'react';
import { countDomains } from '../../../life/domains.ts';
import { KINDS } from '../../../life/events/groups.ts';
import type { Moment } from '../../../life/playback/useMoment.ts';
import type { Clock } from '../../../life/timeline/useClock.ts';
import { setPolicy, usePolicy } from '../../../lives/compare/usePolicy.ts';
import type { Breakages } from '../../../lives/useBreakages.ts';
import { useFactory } from '../../../state/factory.ts';
import { useParam } from '../../../state/location.ts';
import { Button } from '../../../ui/Button.tsx';
import { FIRST_TOOL } from '../breaking/BreakBar.tsx';
import styles from './Caption.module.css';
import { toldAt } from './scene.ts';

interface Props {
  readonly clock: Clock;
  readonly moment: Moment;
  readonly breakages: Breakages;
  /** Whether the first scene is over, so that something can be tried. */
  readonly offers: boolean;
}

/** What happened last and why, in the supervisor's words; after the first scene also what to try next. */
export function Caption({ clock, moment, breakages, offers }: Props): ReactNode {
  const told = toldAt(moment.trace, moment.done);
  return (
    <div className={styles.caption}>
      <p className={styles.told} aria-live={clock.playing ? 'off' : 'polite'}>
        {told ? (
          <>
            <b>
              {KINDS[told.kind].mark} {KINDS[told.kind].words}
            </b>
            <span title={told.text}>{told.text}</span>
          </>
        ) : null}
      </p>
      {offers ? <Offers {...{ clock, moment, breakages }} /> : null}
    </div>
  );
}

function Offers({ clock, moment, breakages }: Omit<Props, 'offers'>): ReactNode {
  const { file, edits } = useFactory();
  const policy = usePolicy();
  const [, setGrouping] = useParam('map', { replace: true });
  const breakLeaf = (): void => {
    const index = Math.floor(countDomains(moment.trace, 'leaf') / 3);
    setGrouping('leaf');
    breakages.add({ ...FIRST_TOOL, index, at: Math.floor(clock.time) });
    clock.play();
  };
  const compare = (): void => {
    const own = edits['resilience.recovery'] ?? /^\s*recovery:\s*(\w+)/m.exec(file.text)?.[1];
    setPolicy('resilience.recovery', own === 'replica' ? 'spare' : 'replica');
  };
  return (
    <div className={styles.next}>
      {breakages.list.length === 0 ? <Button onClick={breakLeaf}>Break a leaf</Button> : null}
      {policy === undefined ? <Button onClick={compare}>Compare recovery</Button> : null}
    </div>
  );
}
