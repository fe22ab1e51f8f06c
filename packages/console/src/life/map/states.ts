import type { NodeState } from '@gigafactory/core/api';

/** How each state reads. */
export const STATE_WORDS: Readonly<Record<NodeState, string>> = {
  training: 'training',
  stopped: 'in a gang, not training',
  slow: 'slow',
  lost: 'in a lost replica',
  other: 'another run',
  service: 'service',
  spare: 'spare or idle',
  warm: 'warm standby',
  failed: 'failed',
  repair: 'cordoned, under repair',
  down: 'out of reach',
};

/** In the order of the legend. */
export const STATE_ORDER = Object.keys(STATE_WORDS) as readonly NodeState[];

/** States that the legend always lists, even if no node is in them. */
export const COMMON_STATES: ReadonlySet<NodeState> = new Set([
  'training',
  'stopped',
  'spare',
  'failed',
  'repair',
]);

/** Colour tokens of FleetMap.module.css: at work and not at work are equally bright, so that a stop does not flash. */
export function tokenOf(state: NodeState): string {
  return `--map-${state}`;
}

/** Which of eight GPUs are drawn: states differ in shape as well as in colour. */
const PATTERNS: Readonly<Record<NodeState, string>> = {
  training: '########',
  stopped: '########',
  slow: '###..###',
  lost: '##..##..',
  other: '#######.',
  service: '.######.',
  spare: '#......#',
  warm: '#..##..#',
  failed: '########',
  repair: '#.#.#.#.',
  down: '..####..',
};

/** Where colours are forced on the page, shapes alone tell states apart, also those that otherwise only colour does. */
const FORCED: Partial<typeof PATTERNS> = { stopped: '####....', failed: '.#.##.#.' };

/** Whether this GPU of a node in this state is drawn; the first and the last stand for the ends. */
export function isInk(
  state: NodeState,
  gpu: number,
  gpusPerNode: number,
  isForced = false,
): boolean {
  if (state === 'spare' && gpu === gpusPerNode - 1) return true;
  const pattern = (isForced ? FORCED[state] : undefined) ?? PATTERNS[state];
  return pattern[gpusPerNode <= 8 ? gpu : Math.floor((gpu * 8) / gpusPerNode)] === '#';
}

/** Whether the system forces its own colours on the page. */
export const FORCED_COLOURS = '(forced-colors: active)';
