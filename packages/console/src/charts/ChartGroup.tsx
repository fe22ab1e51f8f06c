import { type ReactNode, useState } from 'react';
import { ChartCursor, CursorContext } from './cursor.ts';

interface Props {
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Charts over the same time: what is pointed at in one is read in all, and they zoom together. */
export function ChartGroup({ className, children }: Props): ReactNode {
  const [cursor] = useState(() => new ChartCursor());
  return (
    <CursorContext value={cursor}>
      <div className={className}>{children}</div>
    </CursorContext>
  );
}
