import type { ControlState } from '@gigafactory/core/api';
import { type ReactNode, useRef } from 'react';
import { useControl } from '../state/control.ts';
import { PageHead } from '../ui/PageHead.tsx';
import layout from './layout.module.css';
import { Moment } from './Moment.tsx';
import type { Things } from './NoControl.tsx';
import { WhenKnown } from './WhenKnown.tsx';

interface Props {
  readonly title: string;
  readonly things: Things;
  readonly children: (state: ControlState) => ReactNode;
}

/** Everything of one kind that the control plane leads, and which control plane that is. */
export function ControlList({ title, things, children }: Props): ReactNode {
  const watched = useControl();
  const list = useRef<HTMLDivElement>(null);
  // The page hears from the server all the same: "live" would read as if there were a control plane.
  const says = (state: ControlState) => state.holder !== null || watched.fault !== undefined;
  return (
    <WhenKnown {...{ title, things, watched }}>
      {(state, connection) => (
        <>
          <PageHead {...{ title, list }}>
            {says(state) && <div className={layout.actions}>{connection}</div>}
          </PageHead>
          <div
            ref={list}
            data-panel
            className={layout.stack}
            data-stale={watched.fault !== undefined || undefined}
          >
            {children(state)}
            {state.holder && <Holder holder={state.holder} />}
          </div>
        </>
      )}
    </WhenKnown>
  );
}

function Holder({ holder }: { readonly holder: NonNullable<ControlState['holder']> }) {
  const { version, pid, since, folder } = holder;
  return (
    <p className={layout.small}>
      Control plane {version}, process {pid}, began <Moment at={since} />, in{' '}
      <code className={layout.path}>{folder}</code>.
    </p>
  );
}
