import { Button } from '../../../ui/Button.tsx';
import { type Fleet, stateOfNode } from '../playback/fleet.ts';
import styles from './FleetMap.module.css';
import { type FleetLayout, placeOfNode, ZOOMS } from './layout.ts';
import { STATE_WORDS } from './states.ts';

interface Props {
  readonly layout: FleetLayout;
  readonly fleet: Fleet;
  /** px of a GPU. */
  readonly zoom: number;
  readonly cursor: number | undefined;
  readonly pointed: number | undefined;
  /** `undefined` fits the map to the page. */
  readonly onZoom: (zoom: number | undefined) => void;
}

/** The node that is looked at in words, and the zoom. */
export function MapBar({ layout, fleet, zoom, cursor, pointed, onZoom }: Props) {
  const looked = pointed ?? cursor;
  const step = (by: 1 | -1): void => {
    const next = by === 1 ? ZOOMS.findLast((z) => z > zoom) : ZOOMS.find((z) => z < zoom);
    if (next) onZoom(next);
  };
  return (
    <div className={styles.bar}>
      <p className={styles.readout} aria-live={pointed === undefined ? 'polite' : 'off'}>
        {looked === undefined
          ? `${layout.racks.toLocaleString('en')} racks of ${layout.nodesPerRack} nodes; a row is a node, a dot a GPU`
          : describeNode(layout, fleet, looked)}
      </p>
      <div className={styles.zoom}>
        <Button look="quiet" aria-label="Zoom out" onClick={() => step(-1)}>
          −
        </Button>
        <Button look="quiet" onClick={() => onZoom(undefined)} aria-label="Fit the map to the page">
          {zoom}×
        </Button>
        <Button look="quiet" aria-label="Zoom in" onClick={() => step(1)}>
          +
        </Button>
      </div>
    </div>
  );
}

function describeNode(layout: FleetLayout, fleet: Fleet, node: number): string {
  const { rack, slot } = placeOfNode(layout, node);
  const words = STATE_WORDS[stateOfNode(fleet, node)];
  return `Node ${node.toLocaleString('en')} · rack ${rack.toLocaleString('en')}, position ${slot + 1} · ${words}`;
}
