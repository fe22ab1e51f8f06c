import type { ReactNode } from 'react';
import styles from './OpenFile.module.css';
import { sharesOf } from './shares.ts';

/** Cells of the picture, and px of each with its gap. */
const COLUMNS = 16;
const ROWS = 6;
const CELL = 4;
/** What all cells stand for, as a power of two: 131,072 GPUs. */
const MOST = 17;

/**
 * How large a factory is and what for, from its file alone: a cell more for each doubling or so of its GPUs, in the colours
 * of runs, services and what is left.
 */
export function FactoryPicture({ text }: { readonly text: string }): ReactNode {
  const shares = sharesOf(text);
  if (!shares) return null;
  const { gpus, runs, services } = shares;
  const size = Math.min(1, Math.log2(gpus + 1) / MOST);
  const cells = Math.max(1, Math.round(COLUMNS * ROWS * size));
  const kindOf = (cell: number): string => {
    const at = (cell + 0.5) / cells;
    if (at < services) return '--series-4';
    return at < services + runs ? '--accent' : '--line-strong';
  };
  return (
    <span className={styles.picture}>
      <svg
        viewBox={`0 0 ${COLUMNS * CELL} ${ROWS * CELL}`}
        width={COLUMNS * CELL}
        height={ROWS * CELL}
        aria-hidden="true"
      >
        {Array.from({ length: cells }, (_, cell) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place.
            key={cell}
            x={Math.floor(cell / ROWS) * CELL}
            y={(cell % ROWS) * CELL}
            width={CELL - 1}
            height={CELL - 1}
            style={{ fill: `var(${kindOf(cell)})` }}
          />
        ))}
      </svg>
      {gpus.toLocaleString('en')} {gpus === 1 ? 'GPU' : 'GPUs'}
    </span>
  );
}
