import type { TwinEvent } from '../../api/types.ts';

export const EVENT_GROUPS = [
  'failures',
  'decisions',
  'recovery',
  'planned',
  'checkpoints',
] as const;
export type EventGroup = (typeof EVENT_GROUPS)[number];

export const GROUP_WORDS: Readonly<Record<EventGroup, string>> = {
  failures: 'Failures',
  decisions: 'Decisions',
  recovery: 'Recovery',
  planned: 'Planned',
  checkpoints: 'Checkpoints',
};

/** A symbol for each kind, its words, and the group by which it is filtered; starts and ends are always listed. */
export const KINDS: Readonly<
  Record<TwinEvent['kind'], { mark: string; words: string; group?: EventGroup }>
> = {
  start: { mark: '▸', words: 'start' },
  failure: { mark: '✕', words: 'failure', group: 'failures' },
  slowed: { mark: '~', words: 'slowed', group: 'failures' },
  detected: { mark: '!', words: 'detected', group: 'decisions' },
  cordoned: { mark: '⊘', words: 'cordoned', group: 'decisions' },
  placed: { mark: '↦', words: 'placed', group: 'decisions' },
  shrunk: { mark: '−', words: 'replica lost', group: 'decisions' },
  rejoining: { mark: '↦', words: 'rejoining', group: 'decisions' },
  rolledBack: { mark: '↶', words: 'rolled back', group: 'decisions' },
  preempted: { mark: '⇥', words: 'preempted', group: 'decisions' },
  waiting: { mark: '…', words: 'waiting', group: 'decisions' },
  warmed: { mark: '∘', words: 'made ready', group: 'decisions' },
  released: { mark: '⇤', words: 'released', group: 'decisions' },
  restarted: { mark: '↻', words: 'restarted', group: 'recovery' },
  rejoined: { mark: '+', words: 'rejoined', group: 'recovery' },
  repaired: { mark: '✓', words: 'repaired', group: 'recovery' },
  restored: { mark: '✓', words: 'restored', group: 'recovery' },
  maintenance: { mark: '⚙', words: 'planned stop', group: 'planned' },
  checkpoint: { mark: '▪', words: 'checkpoint', group: 'checkpoints' },
  note: { mark: 'i', words: 'note' },
  end: { mark: '■', words: 'end' },
};

export interface EventFilter {
  readonly groups: ReadonlySet<EventGroup>;
  /** Only of this run, and of the fleet. */
  readonly run?: string | undefined;
  /** Only events whose text contains this. */
  readonly text?: string;
}

/** Checkpoints come too often to be read among the rest. */
export const FIRST_FILTER: EventFilter = {
  groups: new Set(EVENT_GROUPS.filter((group) => group !== 'checkpoints')),
};

export function filterEvents(
  events: readonly TwinEvent[],
  { groups, run, text = '' }: EventFilter,
): readonly TwinEvent[] {
  const wanted = text.trim().toLowerCase();
  return events.filter((event) => {
    const { group } = KINDS[event.kind];
    if (group && !groups.has(group)) return false;
    if (run !== undefined && event.run !== undefined && event.run !== run) return false;
    return wanted === '' || event.text.toLowerCase().includes(wanted);
  });
}

/** Events of each group. */
export function countGroups(events: readonly TwinEvent[]): Record<EventGroup, number> {
  const counts: Record<EventGroup, number> = {
    failures: 0,
    decisions: 0,
    recovery: 0,
    planned: 0,
    checkpoints: 0,
  };
  for (const { kind } of events) {
    const { group } = KINDS[kind];
    if (group) counts[group]++;
  }
  return counts;
}
