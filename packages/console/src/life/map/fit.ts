import { type FleetLayout, type FleetShape, layOutFleet } from './layout.ts';

/** Whole pixels for a GPU, largest first: only at these are all texels drawn alike. */
export const ZOOMS = [16, 12, 8, 6, 4, 3, 2, 1] as const;

/** Around groups and for their names, px. */
const GROUP_GAP = 4;
const GROUP_HEAD = 10;

export interface FittedFleet {
  readonly layout: FleetLayout;
  readonly zoom: number;
}

/** The largest zoom at which the whole fleet fits in the frame (px), and its layout; 1 if none does. */
export function fitFleet(shape: FleetShape, width: number, height: number): FittedFleet {
  for (const zoom of ZOOMS) {
    const layouts = arrange(shape, zoom, width);
    const fitting = layouts.filter(
      (layout) => layout.width * zoom <= width && layout.height * zoom <= height,
    );
    if (fitting.length > 0) return { layout: least(fitting, narrowness), zoom };
    if (zoom === 1) return { layout: least(layouts, (layout) => layout.height), zoom };
  }
  throw new Error('unreachable: the last zoom is 1');
}

/** All ways to arrange the stacks of a group side by side. */
function arrange(shape: FleetShape, zoom: number, width: number): FleetLayout[] {
  const isRack = shape.groupSize <= shape.nodesPerRack;
  const room = {
    width: width / zoom,
    gap: isRack ? 1 : Math.max(2, Math.ceil(GROUP_GAP / zoom)),
    head: isRack ? 0 : Math.ceil(GROUP_HEAD / zoom),
  };
  const stacks = Math.ceil(shape.groupSize / Math.max(1, shape.nodesPerRack));
  const layouts = [layOutFleet(shape, { across: 1, ...room })];
  for (let across = 2; across <= stacks; across++) {
    const layout = layOutFleet(shape, { across, ...room });
    if (layout.width > room.width) break;
    layouts.push(layout);
  }
  return layouts;
}

/** How far a group is from being twice as wide as high, which leaves room for its name. */
function narrowness({ groupWidth, groupHeight }: FleetLayout): number {
  const ratio = groupWidth / (2 * groupHeight);
  return Math.max(ratio, 1 / ratio);
}

function least(
  layouts: readonly FleetLayout[],
  cost: (layout: FleetLayout) => number,
): FleetLayout {
  return layouts.reduce((best, layout) => (cost(layout) < cost(best) ? layout : best));
}
