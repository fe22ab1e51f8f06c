import { countLost, type LifePhase } from '@gigafactory/core/api';
import { elapsedTick, elapsedTicks, showElapsed } from '../../charts/elapsed.ts';
import { useKey } from '../../state/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import type { Moment } from '../playback/useMoment.ts';
import styles from './Transport.module.css';
import { type Clock, SPEEDS } from './useClock.ts';

const PHASES: Readonly<Record<LifePhase, string>> = {
  starting: 'starting',
  training: 'training',
  down: 'down',
  waiting: 'waiting for nodes',
  restarting: 'restarting',
  maintenance: 'in a planned stop',
  released: 'gave its nodes back',
  ended: 'ended',
};

interface Props {
  readonly clock: Clock;
  readonly moment: Moment;
  /** s. */
  readonly end: number;
  /** To the next (1) or previous (-1) of the events that are listed. */
  readonly onStep: (by: 1 | -1) => void;
}

/** Play, pause, step and scrub. */
export function Transport({ clock, moment, end, onStep }: Props) {
  useKey(' ', 'Play or pause the life', clock.toggle);
  useKey(']', 'Next event', () => onStep(1));
  useKey('[', 'Previous event', () => onStep(-1));
  return (
    <div className={styles.transport}>
      <Buttons clock={clock} onStep={onStep} />
      <Now clock={clock} moment={moment} />
      <Scrubber clock={clock} end={end} />
    </div>
  );
}

function Buttons({ clock, onStep }: Pick<Props, 'clock' | 'onStep'>) {
  return (
    <div className={styles.buttons}>
      <Button aria-label="Previous event" data-tip="Previous event  [" onClick={() => onStep(-1)}>
        ⟨
      </Button>
      <Button
        look="primary"
        className={styles.play}
        onClick={clock.toggle}
        data-tip="Play or pause  Space"
      >
        {clock.playing ? 'Pause' : 'Play'}
      </Button>
      <Button aria-label="Next event" data-tip="Next event  ]" onClick={() => onStep(1)}>
        ⟩
      </Button>
      <Select
        label="Speed"
        dense
        value={String(clock.rate)}
        options={SPEEDS.map(({ rate, label }) => ({ value: String(rate), label }))}
        onChange={(rate) => clock.setRate(Number(rate))}
      />
    </div>
  );
}

function Now({ clock: { time, isCalm }, moment }: Pick<Props, 'clock' | 'moment'>) {
  const phase = moment.fleet.runs[0]?.phase ?? 'starting';
  const lost = countLost(moment.fleet, 1);
  const words = lost > 0 ? `${PHASES[phase]}, ${lost} lost` : PHASES[phase];
  return (
    <p className={styles.now}>
      <b>{showElapsed(time)}</b>
      {isCalm ? (
        <span data-phase="fast">too fast to show stops</span>
      ) : (
        <span data-phase={phase}>{words}</span>
      )}
    </p>
  );
}

function Scrubber({ clock, end }: Pick<Props, 'clock' | 'end'>) {
  return (
    <div className={styles.scrub}>
      <input
        type="range"
        aria-label="Time in the run"
        aria-valuetext={showElapsed(clock.time)}
        min={0}
        max={end}
        step={end / 2000}
        value={clock.time}
        onChange={(event) => clock.seek(Number(event.target.value))}
      />
      <div className={styles.scale} aria-hidden="true">
        {elapsedTicks(0, end, 6).map((tick) => (
          <span key={tick} style={{ insetInlineStart: `${(tick / end) * 100}%` }}>
            {elapsedTick(tick)}
          </span>
        ))}
      </div>
    </div>
  );
}
