import { type ControlFault, type Query, request, WIRES, type Wires } from './client.ts';
import { linesOf } from './lines.ts';

/** How a page stands to a stream. */
export type Connection =
  | { readonly state: 'connecting' | 'live' | 'over' }
  /** The tab is hidden: nothing is read until it is seen again. */
  | { readonly state: 'paused' }
  /** What is shown is as old as `since`, ms since 1970; goes on by itself unless the fault is final. */
  | { readonly state: 'stale'; readonly since: number; readonly fault: ControlFault };

/** An entry of a stream: where to go on after it. */
interface Placed {
  readonly offset: number | string;
}

interface Source<Entry> {
  readonly path: string;
  readonly query?: Query;
  /** Where to go on; from the beginning when left out. */
  readonly after?: number | string | undefined;
  readonly take: (entries: readonly Entry[]) => void;
  readonly tell: (connection: Connection) => void;
  /** Whether nothing more can come, so that the end of the stream is its end. */
  readonly isOver: () => boolean;
  readonly signal: AbortSignal;
}

/** Time and the tab, for tests to replace. */
export interface World {
  readonly wires: Wires;
  /** ms since 1970. */
  readonly now: () => number;
  /** Calls back after some ms, unless it is cancelled. */
  readonly after: (ms: number, act: () => void) => () => void;
  readonly isHidden: () => boolean;
  /** Calls back whenever the tab is hidden or seen, until it is cancelled. */
  readonly onHiding: (act: () => void) => () => void;
}

/** A stream says something at least this often, even if only that it is there; ms. */
const SILENCE = 20_000;
/** From one attempt to connect to the next, ms: doubled each time. */
const [FIRST_WAIT, LONGEST_WAIT] = [500, 15_000];
/** Trying again cannot help. */
const FINAL: ReadonlySet<ControlFault['reason']> = new Set(['token', 'none', 'unknown']);

const WORLD: World = {
  wires: WIRES,
  now: () => Date.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  isHidden: () => document.hidden,
  onHiding: (act) => {
    document.addEventListener('visibilitychange', act);
    return () => document.removeEventListener('visibilitychange', act);
  },
};

/**
 * Reads a stream to its end. After a lost connection, or a hidden tab, it goes on after the last entry that
 * it took, so that none is missed and none comes twice. Never rejects.
 */
export async function follow<Entry extends Placed>(
  source: Source<Entry>,
  world: World = WORLD,
): Promise<void> {
  const { signal, tell } = source;
  let place = source.after;
  let heardAt = world.now();
  let failures = 0;
  const take = (entries: readonly Entry[]): void => {
    place = entries.at(-1)?.offset ?? place;
    failures = 0;
    source.take(entries);
  };
  const hear = (): void => {
    heardAt = world.now();
  };
  tell({ state: 'connecting' });
  while (!signal.aborted) {
    if (world.isHidden()) {
      tell({ state: 'paused' });
      await seen(world, signal);
      continue;
    }
    const end = await readOnce({ ...source, after: place, take }, hear, world);
    if (signal.aborted || end === 'hidden') continue;
    if (end === 'ended' && source.isOver()) return tell({ state: 'over' });
    if (end !== 'ended') {
      tell({ state: 'stale', since: heardAt, fault: end });
      if (FINAL.has(end.reason)) return;
    }
    await pause(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures++), world, signal);
  }
}

/** One connection, from its opening to its end, or why it failed. */
async function readOnce<Entry extends Placed>(
  { path, query, after, take, tell, signal }: Source<Entry>,
  hear: () => void,
  world: World,
): Promise<'ended' | 'hidden' | ControlFault> {
  const session = new AbortController();
  const stop = (): void => session.abort();
  const onHiding = (): void => {
    if (world.isHidden()) stop();
  };
  let cancelWatch = world.after(SILENCE, stop);
  const heard = (): void => {
    hear();
    cancelWatch();
    cancelWatch = world.after(SILENCE, stop);
  };
  const unwatch = world.onHiding(onHiding);
  signal.addEventListener('abort', stop);
  try {
    const asked = await request(path, {
      query: { ...query, after, follow: 1, ...(after === undefined ? {} : { since: undefined }) },
      signal: session.signal,
      wires: world.wires,
    });
    if (!asked.ok) return asked.fault;
    heard();
    tell({ state: 'live' });
    if (asked.value.body) {
      for await (const lines of linesOf(asked.value.body, heard)) take(lines.map(parse<Entry>));
    }
    return 'ended';
  } catch (error) {
    if (world.isHidden()) return 'hidden';
    const why = error instanceof SyntaxError || error instanceof RangeError ? error.message : '';
    return { reason: 'lost', message: why || 'The connection to the control plane was lost.' };
  } finally {
    cancelWatch();
    unwatch();
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** The control plane writes its entries as the contract says. */
function parse<Entry>(line: string): Entry {
  const entry: Entry = JSON.parse(line);
  return entry;
}

/** Resolves when the tab is seen, or the signal aborts. */
function seen(world: World, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (world.isHidden() && !signal.aborted) return;
      cancel();
      signal.removeEventListener('abort', check);
      resolve();
    };
    const cancel = world.onHiding(check);
    signal.addEventListener('abort', check);
    check();
  });
}

/** Resolves after some ms, or when the signal aborts. */
function pause(ms: number, world: World, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      cancel();
      signal.removeEventListener('abort', go);
      resolve();
    };
    const cancel = world.after(ms, go);
    signal.addEventListener('abort', go);
  });
}
