import { useMemo, useState } from 'react';
import type { TwinTrace } from '../../api/types.ts';
import { usePlan } from '../../state/plan.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { CopyText } from './CopyText.tsx';
import { EventList } from './EventList.tsx';
import { Goodput } from './Goodput.tsx';
import { FleetLegend } from './map/FleetLegend.tsx';
import { FleetMap } from './map/FleetMap.tsx';
import type { Fleet } from './playback/fleet.ts';
import { endOf } from './playback/playback.ts';
import { usePlayback } from './playback/usePlayback.ts';
import { Transport } from './Transport.tsx';
import styles from './TwinPage.module.css';

/** One life, played back: the fleet, what happened, and what it cost. */
export function Life({ trace, stale }: { readonly trace: TwinTrace; readonly stale: boolean }) {
  const { nodesPerRack } = usePlan().fleet;
  const [quiet, setQuiet] = useState(true);
  const listed = useMemo(
    () => (quiet ? trace.events.filter((event) => event.kind !== 'checkpoint') : trace.events),
    [trace, quiet],
  );
  const player = usePlayback(trace, listed);
  const shape = useMemo(
    () => ({ nodes: trace.nodes, gpusPerNode: trace.gpusPerNode, nodesPerRack }),
    [trace, nodesPerRack],
  );
  const { fleet, isCalm } = player;
  const shown = useMemo<Fleet>(
    () => (isCalm ? { ...fleet, phase: 'training' } : fleet),
    [fleet, isCalm],
  );
  const latest = trace.events[player.done - 1];
  return (
    <div className={styles.stack} data-stale={stale || undefined}>
      <Transport player={player} end={endOf(trace)} />
      <FleetLegend fleet={shown} />
      <FleetMap shape={shape} fleet={shown} spotlight={latest?.node} />
      <div className={styles.halves}>
        <Panel
          title="Events"
          aside={
            <label className={styles.check}>
              <input
                type="checkbox"
                checked={!quiet}
                onChange={(event) => setQuiet(!event.target.checked)}
              />
              checkpoints too
            </label>
          }
        >
          <EventList events={listed} time={player.time} onSeek={player.seek} />
          <p className={styles.digest}>
            {trace.events.length.toLocaleString('en')} events · digest{' '}
            <CopyText text={trace.digest} />
          </p>
        </Panel>
        <Panel title="Goodput">
          <Goodput trace={trace} time={player.time} onSeek={player.seek} />
        </Panel>
      </div>
    </div>
  );
}
