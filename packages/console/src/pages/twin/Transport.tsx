import { elapsedTick, elapsedTicks, showElapsed } from '../../charts/elapsed.ts';
import { useKey } from '../../state/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import type { Phase } from './playback/fleet.ts';
import { type Player, SPEEDS } from './playback/usePlayback.ts';
import styles from './TwinPage.module.css';

const PHASES: Readonly<Record<Phase, string>> = {
  starting: 'starting',
  training: 'training',
  down: 'down',
  waiting: 'waiting for nodes',
  restarting: 'restarting',
  maintenance: 'in maintenance',
  ended: 'ended',
};

/** Play, pause, step and scrub. */
export function Transport({ player, end }: { readonly player: Player; readonly end: number }) {
  useKey('p', 'Play or pause the life', player.toggle);
  useKey(']', 'Next event', () => player.step(1));
  useKey('[', 'Previous event', () => player.step(-1));
  return (
    <div className={styles.transport}>
      <Buttons player={player} />
      <Now player={player} />
      <Scrubber player={player} end={end} />
    </div>
  );
}

function Buttons({ player }: { readonly player: Player }) {
  return (
    <div className={styles.buttons}>
      <Button
        aria-label="Previous event"
        data-tip="Previous event  ["
        onClick={() => player.step(-1)}
      >
        ⟨
      </Button>
      <Button
        look="primary"
        className={styles.play}
        onClick={player.toggle}
        data-tip="Play or pause  p"
      >
        {player.playing ? 'Pause' : 'Play'}
      </Button>
      <Button aria-label="Next event" data-tip="Next event  ]" onClick={() => player.step(1)}>
        ⟩
      </Button>
      <Select
        label="Speed"
        dense
        value={String(player.rate)}
        options={SPEEDS.map(({ rate, label }) => ({ value: String(rate), label }))}
        onChange={(rate) => player.setRate(Number(rate))}
      />
    </div>
  );
}

function Now({ player: { time, isCalm, fleet } }: { readonly player: Player }) {
  return (
    <p className={styles.now}>
      <b>{showElapsed(time)}</b>
      {isCalm ? (
        <span data-phase="fast">stops not shown</span>
      ) : (
        <span data-phase={fleet.phase}>{PHASES[fleet.phase]}</span>
      )}
    </p>
  );
}

function Scrubber({ player, end }: { readonly player: Player; readonly end: number }) {
  return (
    <div className={styles.scrub}>
      <input
        type="range"
        aria-label="Time in the run"
        aria-valuetext={showElapsed(player.time)}
        min={0}
        max={end}
        step={end / 2000}
        value={player.time}
        onChange={(event) => player.seek(Number(event.target.value))}
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
