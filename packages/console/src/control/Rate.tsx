import type { ReactNode } from 'react';
import { Shown } from '../ui/Quantity.tsx';
import { showRate } from './words.ts';

interface Props {
  /** Tokens a second; null where none is known. */
  readonly of: number | null;
}

/** Tokens a second in a table, saved with every digit. */
export function Rate({ of }: Props): ReactNode {
  return (
    <Shown value={of} unit="token/s">
      {showRate(of)}
    </Shown>
  );
}
