import type { KeyboardEvent, MouseEvent } from 'react';
import type { Grouping } from '../domains.ts';
import type { Moment } from '../playback/useMoment.ts';
import { FleetCanvas } from './FleetCanvas.tsx';
import styles from './FleetMap.module.css';
import { GroupFrames } from './GroupFrames.tsx';
import { type FleetLayout, neighbourOf, nodeAtTexel } from './layout.ts';
import { NodeMarker, RangeMarker } from './Markers.tsx';

interface Props {
  readonly name: string;
  readonly layout: FleetLayout;
  readonly grouping: Grouping;
  readonly moment: Moment;
  /** px of a GPU. */
  readonly zoom: number;
  readonly chosen: number | undefined;
  /** Nodes that a press would break. */
  readonly range: readonly [from: number, before: number] | undefined;
  readonly onChoose: (node: number | undefined) => void;
  /** A node was pressed, or Enter on the chosen one. */
  readonly onPress: (node: number) => void;
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
  const { name, layout, moment, zoom, chosen, range, onChoose, onPress, onPoint } = props;
  const spotlight = moment.trace.events[moment.done - 1]?.node;
  const nodeAt = (event: MouseEvent<HTMLElement>): number | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    return nodeAtTexel(layout, x / zoom, y / zoom);
  };
  const press = (node: number | undefined): void => {
    if (node !== undefined) onPress(node);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onChoose(undefined);
    else if (event.key === 'Enter') press(chosen);
    else if (event.key in ARROWS) {
      const direction = ARROWS[event.key as keyof typeof ARROWS];
      onChoose(chosen === undefined ? (spotlight ?? 0) : neighbourOf(layout, chosen, direction));
    } else return;
    event.preventDefault();
  };
  return (
    <div
      className={styles.sheet}
      role="application"
      aria-roledescription="fleet map"
      aria-label={`Map of every node${name ? `, ${name}` : ''}. Arrow keys move from node to node.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the cursor.
      tabIndex={0}
      style={{ inlineSize: layout.width * zoom, blockSize: layout.height * zoom }}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => onPoint(nodeAt(event))}
      onPointerLeave={() => onPoint(undefined)}
      onClick={(event) => press(nodeAt(event))}
    >
      <FleetCanvas layout={layout} states={moment.states} />
      {zoom >= GRID_FROM && (
        <div className={styles.grid} style={{ backgroundSize: `${zoom}px ${zoom}px` }} />
      )}
      <GroupFrames
        {...{ layout, zoom }}
        grouping={props.grouping}
        troubles={moment.fleet.troubles}
      />
      <NodeMarker layout={layout} node={spotlight} zoom={zoom} kind="spotlight" />
      <NodeMarker layout={layout} node={chosen} zoom={zoom} kind="cursor" />
      {range && <RangeMarker layout={layout} range={range} zoom={zoom} />}
    </div>
  );
}
