import type { ControlState, RunDetail } from '@gigafactory/core/api';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { askControl, giveOrder, ofRun, type Query } from '../api/control/client.ts';
import { type Connection, follow } from '../api/control/follow.ts';
import { type Watched, Watching } from '../api/control/watching.ts';

export type { Watched } from '../api/control/watching.ts';

/** From one question to the next while all is well, ms. */
const OFTEN = 2_000;

const watching = new Watching({
  ask: askControl,
  isSeen: () => document.visibilityState === 'visible',
  now: Date.now,
});

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') watching.askAgain();
});

/** The control plane and its runs, asked for as long as the page is seen. */
export function useControl(): Watched<ControlState> {
  return useWatched<ControlState>('/state');
}

/** One run in full. */
export function useRunDetail(run: string): Watched<RunDetail> {
  return useWatched<RunDetail>(ofRun(run));
}

/** The orders that a page may give. */
export type OrderKind = 'stop' | 'requeue' | 'drain' | 'resume';

export interface Order {
  readonly kind: OrderKind;
  readonly run: string;
  /** For `drain` and `resume`. */
  readonly node?: string;
}

/** Gives an order, and asks at once what has become of it. */
export async function order({ kind, run, node }: Order, by: string, why: string) {
  const given = await giveOrder(ofRun(run, kind), {
    by,
    ...(why === '' ? {} : { why }),
    ...(node === undefined ? {} : { node }),
  });
  askAgain();
  return given;
}

/** Asks at once what has become of an order. */
export function askAgain(): void {
  watching.askAgain();
}

/** What a path answers, asked for as long as the page is seen; every `often` ms while all is well. */
export function useWatched<Value>(path: string, often = OFTEN): Watched<Value> {
  const read = useCallback((tell: () => void) => watching.read(path, often, tell), [path, often]);
  return useSyncExternalStore(read, () => watching.watched(path)) as Watched<Value>;
}

/** What a stream is gathered into: bounded, however long it is. */
interface Gatherer<Entry, View> {
  readonly add: (entry: Entry) => void;
  readonly view: () => View;
}

interface StreamOf<Entry, View> {
  /** Below the control plane. */
  readonly path: string;
  readonly query?: Query;
  /** Of what is read: another one begins anew. Undefined while there is nothing to read. */
  readonly key: string | undefined;
  readonly gather: () => Gatherer<Entry, View>;
  /** Whether nothing more can come. */
  readonly isOver: boolean;
}

/** How often a page shows what has come, ms. */
const SHOWN_EVERY = 500;

/** Follows a stream while the component is there, and shows it no faster than people can read. */
export function useStream<Entry extends { readonly offset: number | string }, View>({
  path,
  query,
  key,
  gather,
  isOver,
}: StreamOf<Entry, View>): { readonly view: View | undefined; readonly connection: Connection } {
  const [view, setView] = useState<{ readonly key: string; readonly of: View }>();
  const [connection, setConnection] = useState<Connection>({ state: 'connecting' });
  const newest = useRef({ query, gather, isOver });
  newest.current = { query, gather, isOver };
  useEffect(() => {
    if (key === undefined) return;
    const leave = new AbortController();
    const gatherer = newest.current.gather();
    let timer = 0;
    const show = (): void => {
      timer = 0;
      setView({ key, of: gatherer.view() });
    };
    void follow<Entry>({
      path,
      ...(newest.current.query ? { query: newest.current.query } : {}),
      take: (entries) => {
        for (const entry of entries) gatherer.add(entry);
        timer ||= window.setTimeout(show, SHOWN_EVERY);
      },
      tell: setConnection,
      isOver: () => newest.current.isOver,
      signal: leave.signal,
    });
    return () => {
      leave.abort();
      window.clearTimeout(timer);
    };
  }, [path, key]);
  return { view: view?.key === key ? view?.of : undefined, connection };
}
