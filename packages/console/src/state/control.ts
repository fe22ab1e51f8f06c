import type { ControlState, RunDetail } from '@gigafactory/core/api';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { queryClient } from '../api/client.ts';
import {
  askControl,
  type ControlFault,
  giveOrder,
  ofRun,
  type Query,
} from '../api/control/client.ts';
import { type Connection, follow } from '../api/control/follow.ts';

/** What the control plane said last, and why it says nothing newer. */
export interface Watched<Value> {
  readonly value: Value | undefined;
  /** When the value came, ms since 1970; 0 without one. */
  readonly at: number;
  readonly fault: ControlFault | undefined;
}

const CONTROL = 'control';
/** From one question to the next while all is well, and while it is not, ms. */
const [OFTEN, SELDOM] = [2_000, 5_000];

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
  void queryClient.invalidateQueries({ queryKey: [CONTROL] });
}

class FaultError extends Error {
  readonly fault: ControlFault;

  constructor(fault: ControlFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** What a path answers, asked for as long as the page is seen; every `often` ms while all is well. */
export function useWatched<Value>(path: string, often = OFTEN): Watched<Value> {
  const { data, dataUpdatedAt, error } = useQuery<Value, FaultError>({
    queryKey: [CONTROL, path],
    queryFn: async ({ signal }) => {
      const answer = await askControl<Value>(path, signal);
      if (!answer.ok) throw new FaultError(answer.fault);
      return answer.value;
    },
    // Pauses by itself while the tab is hidden. Without a token, or a control plane to come, nothing changes.
    refetchInterval: ({ state }) => {
      const reason = state.error?.fault.reason;
      if (reason === 'token' || reason === 'none') return false;
      return state.error ? SELDOM : often;
    },
    refetchOnWindowFocus: 'always',
    refetchOnMount: 'always',
  });
  return { value: data, at: dataUpdatedAt, fault: error?.fault };
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
