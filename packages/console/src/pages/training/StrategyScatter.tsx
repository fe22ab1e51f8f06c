import { showQuantity } from '@gigafactory/core/base';
import { type KeyboardEvent, type PointerEvent, useMemo } from 'react';
import type { CandidateReport } from '../../api/types.ts';
import { useWidth } from '../../charts/useSize.ts';
import { ScatterCloud, ScatterMarks } from './ScatterMarks.tsx';
import styles from './StrategyScatter.module.css';
import { candidateAt, placeCandidates, stepAlongFront } from './scatter.ts';

interface Props {
  readonly report: CandidateReport;
  readonly chosen: { readonly memory: number; readonly stepTime: number };
  /** Index of the candidate being looked at. */
  readonly active: number | undefined;
  readonly onLook: (index: number | undefined) => void;
  readonly onPin: (index: number) => void;
}

/** How far from a candidate the pointer still selects it, px. */
const REACH = 24;

/** Every candidate of the search: memory per GPU against step time. */
export function StrategyScatter({ report, chosen, active, onLook, onPin }: Props) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const height = Math.max(260, Math.min(400, Math.round(width * 0.55)));
  const scatter = useMemo(
    () => (width > 0 ? placeCandidates(report, width, height) : undefined),
    [report, width, height],
  );
  const nearest = (event: PointerEvent<HTMLElement>): number | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    return scatter && candidateAt(scatter, x, y, REACH);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 } as const;
    if (event.key in by && scatter) {
      onLook(stepAlongFront(scatter.front, active, by[event.key as keyof typeof by]));
    } else if (event.key === 'Enter' && active !== undefined) onPin(active);
    else if (event.key === 'Escape') onLook(undefined);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={frame}
      className={styles.frame}
      data-picture="Strategies: memory against step time"
      style={{ blockSize: height }}
      role="application"
      aria-roledescription="scatter plot"
      aria-label={summaryOf(report)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys walk the front.
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => onLook(nearest(event))}
      onPointerLeave={() => onLook(undefined)}
      onClick={(event) => {
        const index = nearest(event as unknown as PointerEvent<HTMLElement>);
        if (index !== undefined) onPin(index);
      }}
    >
      {scatter && (
        <>
          <ScatterCloud scatter={scatter} />
          <ScatterMarks {...{ scatter, chosen, active }} capacity={report.capacity} />
        </>
      )}
    </div>
  );
}

function summaryOf(report: CandidateReport): string {
  const { stepTime, memory } = report.best;
  return (
    `Memory per GPU against step time of ${report.points.memory.length} of the ${report.evaluated} strategies that fit. ` +
    `The fastest takes ${showQuantity(stepTime, 's')} a step with ${showQuantity(memory.total, 'GB')} ` +
    `of ${showQuantity(report.capacity, 'GB')}. Arrow keys walk the front, Enter pins. ` +
    'The table below lists the best, or those of the front.'
  );
}
