import type { ReactNode } from 'react';
import type { Watched } from '../state/control.ts';
import { Loading } from '../ui/Loading.tsx';
import { ConnectionStatus, connectionOf } from './Connection.tsx';
import { NoControl, type Things } from './NoControl.tsx';

interface Props<Value> {
  /** Of the page, while there is nothing else to say. */
  readonly title: string;
  readonly things: Things;
  readonly watched: Watched<Value>;
  readonly children: (value: Value, connection: ReactNode) => ReactNode;
}

/** A page of what the control plane says again and again, or why it cannot be shown and what to type. */
export function WhenKnown<Value>({ title, things, watched, children }: Props<Value>): ReactNode {
  const { value, at, fault } = watched;
  if (value) {
    return children(value, <ConnectionStatus connection={connectionOf(fault, at)} />);
  }
  if (fault) return <NoControl title={title} fault={fault} things={things} />;
  return <Loading what={`Asking for ${title}…`} />;
}
