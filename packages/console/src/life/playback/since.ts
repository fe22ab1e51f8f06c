import { drawStates } from '@gigafactory/core/api';
import { concerns } from './history.ts';
import { fleetAfter, type Playback } from './playback.ts';

/** How many changes to look back; each requires a state of the fleet. */
const MOST_LOOKS = 60;

/** Since when a node has been in its state after `done` events, s; undefined if that is too far back to find. */
export function stateSince(playback: Playback, node: number, done: number): number | undefined {
  const { trace } = playback;
  const now = stateAfter(playback, node, done);
  const run = trace.runs[fleetAfter(playback, done).holder[node]! - 1]?.run;
  let looks = 0;
  for (let i = done - 1; i >= 0; i--) {
    const event = trace.events[i]!;
    if (event.run !== run && !concerns(trace, event, node)) continue;
    if (event.kind === 'checkpoint') continue;
    if (stateAfter(playback, node, i) !== now) return event.time;
    if (++looks === MOST_LOOKS) return undefined;
  }
  return 0;
}

function stateAfter(playback: Playback, node: number, count: number): number {
  const { trace } = playback;
  const states = new Uint8Array(trace.nodes);
  drawStates(fleetAfter(playback, count), trace, false, states);
  return states[node] ?? 0;
}
