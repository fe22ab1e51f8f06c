import { HOUR_S } from '../../base/index.ts';
import type { CommandKind, EventKind } from '../../control/protocol/index.ts';
import type { Draw, Theme } from './draw.ts';
import type { MessageFault, Mishap } from './sim-case.ts';

/**
 * Kinds of messages between the supervisor and its engine, by subject. Timers belong to the supervisor, and
 * people make their requests directly: neither gets lost.
 */
const GANG = [
  'place',
  'launch',
  'release',
  'stop',
  'save',
  'diagnose',
  'probe',
  'maintain',
  'placed',
  'launched',
  'observed',
  'diagnosed',
  'checkpointed',
  'saved',
  'stopped',
  'released',
  'maintained',
  'slowed',
  'corrupted',
  'finished',
] as const;
const REPLICA = [
  'shrink',
  'diagnoseReplica',
  'rejoin',
  'shrunk',
  'replicaDiagnosed',
  'rejoined',
] as const;
const NODE = [
  'cordon',
  'repair',
  'uncordon',
  'warm',
  'inspect',
  'nodeFailed',
  'domainFailed',
  'domainRestored',
  'cordoned',
  'repaired',
  'uncordoned',
  'warmed',
] as const;
type Kinds = readonly (CommandKind | EventKind)[];
const BY_THEME: Readonly<Record<Theme, Kinds>> = {
  any: [...GANG, ...REPLICA, ...NODE],
  gang: GANG,
  replica: REPLICA,
  node: NODE,
};
const MOST_MISHAPS = 30;

/** Mishaps of some kinds for some messages of some kinds. */
export function drawMessages(draw: Draw, theme: Theme): MessageFault[] {
  if (draw.chance(0.25)) return [];
  const group = BY_THEME[theme];
  const kinds = draw.chance(0.5)
    ? draw.some(group)
    : Array.from({ length: draw.count(1, 3) }, () => draw.one(group));
  const mishaps = draw.some(['lost', 'late', 'again'] as const);
  const count = draw.count(1, MOST_MISHAPS);
  const first = draw.one([2, 4, 12]);
  const byMessage = new Map<string, MessageFault>();
  for (let index = 0; index < count; index++) {
    const kind = draw.one(kinds);
    const nth = draw.count(0, first);
    byMessage.set(`${kind} ${nth}`, { kind, nth, ...drawMishap(draw, draw.one(mishaps)) });
  }
  return [...byMessage.values()];
}

function drawMishap(draw: Draw, what: Mishap['what']): Mishap {
  if (what === 'lost') return { what };
  const delay = draw.seconds(1, 4 * HOUR_S);
  return what === 'late' ? { what, late: delay } : { what, again: delay };
}
