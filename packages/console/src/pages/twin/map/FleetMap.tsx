import { useMemo, useState } from 'react';
import { useWidth } from '../../../charts/useSize.ts';
import type { Fleet } from '../playback/fleet.ts';
import styles from './FleetMap.module.css';
import { FleetSheet } from './FleetSheet.tsx';
import { type FleetShape, fitFleet } from './layout.ts';
import { MapBar } from './MapBar.tsx';

interface Props {
  readonly shape: FleetShape;
  readonly fleet: Fleet;
  /** The node of the latest event. */
  readonly spotlight: number | undefined;
}

/** Height that the whole fleet is fitted into, px. */
const FIT_HEIGHT = 520;

/** Every GPU of the fleet, one texel each: racks as blocks, a row per node. */
export function FleetMap({ shape, fleet, spotlight }: Props) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const fitting = useMemo(() => fitFleet(shape, width, FIT_HEIGHT), [shape, width]);
  const { layout } = fitting;
  const [zoom = fitting.zoom, setZoom] = useState<number>();
  const [cursor, setCursor] = useState<number>();
  const [pointed, setPointed] = useState<number>();
  return (
    <div className={styles.map}>
      <MapBar {...{ layout, fleet, zoom, cursor, pointed }} onZoom={setZoom} />
      <div ref={frame} className={styles.frame}>
        {/* Before the first layout there is no width to lay racks out in. */}
        {width > 0 && (
          <FleetSheet
            {...{ layout, fleet, zoom, cursor, spotlight }}
            onCursor={setCursor}
            onPoint={setPointed}
          />
        )}
      </div>
    </div>
  );
}
