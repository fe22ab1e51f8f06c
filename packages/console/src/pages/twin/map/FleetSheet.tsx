import type { KeyboardEvent, MouseEvent } from 'react';
import type { Fleet } from '../playback/fleet.ts';
import { FleetCanvas } from './FleetCanvas.tsx';
import styles from './FleetMap.module.css';
import { type FleetLayout, neighbourOf, nodeAtTexel, placeOfNode } from './layout.ts';

interface Props {
  readonly layout: FleetLayout;
  readonly fleet: Fleet;
  /** px of a GPU. */
  readonly zoom: number;
  readonly cursor: number | undefined;
  readonly spotlight: number | undefined;
  readonly onCursor: (node: number | undefined) => void;
  readonly onPoint: (node: number | undefined) => void;
}

/** From this zoom on, lines set GPUs and nodes apart. */
const GRID_FROM = 4;
const ARROWS = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
} as const;

/** The painted fleet with its markers; pointer and arrow keys choose a node. */
export function FleetSheet(props: Props) {
  const { layout, fleet, zoom, cursor, spotlight, onCursor, onPoint } = props;
  const nodeAt = (event: MouseEvent<HTMLElement>): number | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    return nodeAtTexel(layout, x / zoom, y / zoom);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onCursor(undefined);
    else if (event.key in ARROWS) {
      const direction = ARROWS[event.key as keyof typeof ARROWS];
      onCursor(cursor === undefined ? (spotlight ?? 0) : neighbourOf(layout, cursor, direction));
    } else return;
    event.preventDefault();
  };
  return (
    <div
      className={styles.sheet}
      role="application"
      aria-roledescription="fleet map"
      aria-label="Map of every node. Arrow keys move from node to node."
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the cursor.
      tabIndex={0}
      style={{ inlineSize: layout.width * zoom, blockSize: layout.height * zoom }}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => onPoint(nodeAt(event))}
      onPointerLeave={() => onPoint(undefined)}
      onClick={(event) => onCursor(nodeAt(event))}
    >
      <FleetCanvas layout={layout} fleet={fleet} />
      {zoom >= GRID_FROM && (
        <div className={styles.grid} style={{ backgroundSize: `${zoom}px ${zoom}px` }} />
      )}
      <Marker layout={layout} node={spotlight} zoom={zoom} kind="spotlight" />
      <Marker layout={layout} node={cursor} zoom={zoom} kind="cursor" />
    </div>
  );
}

interface MarkerProps {
  readonly layout: FleetLayout;
  readonly node: number | undefined;
  readonly zoom: number;
  readonly kind: 'cursor' | 'spotlight';
}

function Marker({ layout, node, zoom, kind }: MarkerProps) {
  if (node === undefined || node >= layout.nodes) return null;
  const { x, y } = placeOfNode(layout, node);
  const room = kind === 'spotlight' ? 5 : 2;
  return (
    <div
      className={styles[kind]}
      style={{
        inlineSize: layout.gpusPerNode * zoom + 2 * room,
        blockSize: zoom + 2 * room,
        transform: `translate(${x * zoom - room}px, ${y * zoom - room}px)`,
      }}
    />
  );
}
