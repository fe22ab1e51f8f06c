import { type ReactNode, Suspense, useState } from 'react';
import type { CheckedRequirement } from '../api/types.ts';
import { Loading } from '../ui/Loading.tsx';
import { preloadable } from '../ui/preloadable.tsx';
import styles from './Remedies.module.css';

const Sought = preloadable(async () => (await import('./Sought.tsx')).Sought);

/** A claim that does not hold for certain, and the button that seeks what would make it hold. */
export function Remedies({ row }: { readonly row: CheckedRequirement }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <button
        type="button"
        className={styles.ask}
        aria-expanded={isOpen}
        onPointerEnter={Sought.preload}
        onFocus={Sought.preload}
        onClick={() => setOpen(!isOpen)}
      >
        What would make it hold?
      </button>
      {isOpen ? (
        <Suspense fallback={<Loading what="Trying inputs…" />}>
          <Sought.Component row={row} />
        </Suspense>
      ) : null}
    </div>
  );
}
