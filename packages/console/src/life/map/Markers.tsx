import { boxesOfRange } from './boxes.ts';
import styles from './FleetMap.module.css';
import { type FleetLayout, placeOfNode } from './layout.ts';

interface NodeProps {
  readonly layout: FleetLayout;
  readonly node: number | undefined;
  readonly zoom: number;
  readonly kind: 'cursor' | 'spotlight';
}

/** A frame around a node. */
export function NodeMarker({ layout, node, zoom, kind }: NodeProps) {
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

interface RangeProps {
  readonly layout: FleetLayout;
  readonly range: readonly [from: number, before: number];
  readonly zoom: number;
}

/** What a press would break. */
export function RangeMarker({ layout, range, zoom }: RangeProps) {
  return boxesOfRange(layout, range).map(({ x, y, width, height }) => (
    <div
      key={`${x} ${y}`}
      className={styles.range}
      style={{
        inlineSize: width * zoom + 4,
        blockSize: height * zoom + 4,
        transform: `translate(${x * zoom - 2}px, ${y * zoom - 2}px)`,
      }}
    />
  ));
}
