import type { NodeState } from '../playback/fleet.ts';

/** How each state reads. */
export const STATE_WORDS: Readonly<Record<NodeState, string>> = {
  gang: 'training',
  restarting: 'in the gang, not training',
  spare: 'spare or idle',
  failed: 'failed',
  repair: 'cordoned, under repair',
};

/** Colour tokens of FleetMap.module.css: at work and not at work are equally bright, so that a stop does not flash. */
export const STATE_TOKENS: Readonly<Record<NodeState, string>> = {
  gang: '--map-gang',
  restarting: '--map-restarting',
  spare: '--map-spare',
  failed: '--map-failed',
  repair: '--map-repair',
};
