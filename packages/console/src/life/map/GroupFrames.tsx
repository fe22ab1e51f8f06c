import type { DomainTrouble } from '@gigafactory/core/api';
import { memo } from 'react';
import { DOMAIN_WORDS, type Grouping } from '../domains.ts';
import styles from './FleetMap.module.css';
import { type FleetLayout, placeOfGroup } from './layout.ts';

interface Props {
  readonly layout: FleetLayout;
  readonly grouping: Grouping;
  readonly zoom: number;
  readonly troubles: readonly DomainTrouble[];
}

/** Narrower groups show their number without its kind, px. */
const WORDS_FROM = 84;
const NAME_FROM = 46;
/** Width of a number; not all narrower groups are labelled. */
const NUMBER_WIDTH = 22;

/** A frame and a name for each group; racks are distinguished only by their gaps. */
export const GroupFrames = memo(function GroupFrames({ layout, grouping, zoom, troubles }: Props) {
  if (layout.head === 0) return null;
  const groups = Math.ceil(layout.nodes / layout.groupSize);
  const width = layout.groupWidth * zoom;
  const named = Math.ceil(NUMBER_WIDTH / ((layout.groupWidth + layout.gap) * zoom));
  const trouble = new Map(
    troubles.flatMap((each) => (each.domain.kind === grouping ? [[each.domain.index, each]] : [])),
  );
  return Array.from({ length: groups }, (_, group) => {
    const { x, y } = placeOfGroup(layout, group);
    const found = trouble.get(group);
    return (
      <div
        // biome-ignore lint/suspicious/noArrayIndexKey: a group is its number.
        key={group}
        className={styles.group}
        data-trouble={found ? (found.isDown ? 'down' : 'slow') : undefined}
        style={{
          inlineSize: width + 4,
          blockSize: layout.groupHeight * zoom + 4,
          transform: `translate(${x * zoom - 2}px, ${y * zoom - 2}px)`,
        }}
      >
        <span>
          {group % named === 0 || found ? nameOf(grouping, group, width) : ''}
          {found ? (found.isDown ? ' ✕' : ' ~') : ''}
        </span>
      </div>
    );
  });
});

function nameOf(grouping: Grouping, group: number, width: number): string {
  if (width >= WORDS_FROM) return `${DOMAIN_WORDS[grouping]} ${group}`;
  return width >= NAME_FROM ? `${grouping} ${group}` : String(group);
}
