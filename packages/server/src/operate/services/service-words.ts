import { showQuantity } from '@gigafactory/core/base';
import type { SupervisorEvent } from '@gigafactory/core/protocol';
import { tell } from '../words.ts';

type Kinds = SupervisorEvent['kind'];
type Words = {
  readonly [Kind in Kinds]?: (event: Extract<SupervisorEvent, { kind: Kind }>) => string;
};

/** Where a server says something else than a training run. */
const WORDS: Words = {
  requested: ({ run }) => `${run} is wanted.`,
  cancelled: ({ run }) => `${run} is not wanted any more.`,
  placed: ({ run }) => `${run} has its nodes.`,
  launched: ({ run, attempt }) => `${run} takes requests (start ${attempt}).`,
  checkpointed: ({ run }) => `${run} has been well for a while: its retries count anew.`,
  saved: ({ run }) => `${run} is drained.`,
  stopped: ({ run, attempt }) => `Start ${attempt} of ${run} is stopped; no process of it is left.`,
  released: ({ run }) => `${run} gave its nodes back.`,
  observed: ({ run, attempt, health, diagnosis }) =>
    health === 'ok'
      ? `${run} is well.`
      : `Start ${attempt} of ${run} ${health === 'failed' ? 'failed' : 'cannot be seen'}${diagnosis ? `: ${diagnosis.cause}` : ''}.`,
  restartDue: ({ run, reason }) => `${run} is to be started again: ${reason}.`,
};

/** `1 replica`, `3 replicas`, `between 1 and 4 replicas`. */
export function showBounds({ least, most }: { readonly least: number; readonly most: number }) {
  const count = showQuantity(most, 'replica');
  return least === most ? count : `between ${least} and ${count}`;
}

/** How many replicas take requests. */
export function sayReady(ready: number, wanted: number): string {
  if (wanted === 0) return 'It keeps no replica.';
  if (ready < wanted) return `${ready} of ${showQuantity(wanted, 'replica')} ready.`;
  return wanted === 1 ? 'Its replica takes requests.' : `All ${wanted} replicas take requests.`;
}

/** An event about services as a sentence for a person. */
export function tellService(event: SupervisorEvent, nodeName: (node: number) => string): string {
  // The table pairs each kind with its own words, which the compiler cannot see through an index.
  const own = WORDS[event.kind] as ((event: SupervisorEvent) => string) | undefined;
  if (own) return own(event);
  const words = tell(event, { nodeName, stepOf: () => 0 });
  return 'run' in event ? `${event.run}: ${words}` : words;
}
