import { showQuantity } from '@gigafactory/core/base';
import { type ReactNode, useState } from 'react';
import { latest } from '../../api/client.ts';
import type { Sweep } from '../../api/types.ts';
import { countOf } from '../../explain/notes.ts';
import { setEdits } from '../../state/factory.ts';
import { Running } from '../../studies/Running.tsx';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { HeatMap } from './HeatMap.tsx';
import { PointTable } from './PointTable.tsx';
import { SweepLine } from './SweepLine.tsx';
import { editsOf, readPoint } from './sweepShapes.ts';
import { type Asked, useSweep } from './useSweep.ts';
import styles from './WhatIfPage.module.css';

interface SweptProps {
  readonly asked: Asked;
  /** What the figure is called. */
  readonly label: string;
}

/** The sweep that is asked for: a line or a map, what is read off it, and what has no plan. */
export function Swept({ asked, label }: SweptProps): ReactNode {
  const { study, isWhole, isSteps } = useSweep(asked);
  const [active, setActive] = useState<number>();
  const [asTable, setAsTable] = useState(false);
  const sweep = latest(study.asked);
  if (!asked.first) {
    return <p className={styles.none}>The figure rests on no number of the file.</p>;
  }
  if (!isWhole) return <p className={styles.none}>Give both ends, with their units.</p>;
  const figure = sweep?.figures[0];
  const point = active === undefined ? undefined : sweep?.points[active];
  return (
    <Panel title={label} about={sweep ? aboutSweep(sweep) : 'Over an input that it rests on.'}>
      <div className={styles.swept}>
        {isSteps ? <Running long={study} what="Planning the points" /> : null}
        {sweep && figure ? (
          <>
            {sweep.over.length > 1 ? (
              <HeatMap sweep={sweep} active={active} onLook={setActive} />
            ) : (
              <SweepLine
                sweep={sweep}
                present={asked.first.lever?.value}
                active={active}
                onLook={setActive}
              />
            )}
            <div className={styles.reading}>
              <p role="status">
                {point ? readPoint(sweep, point) : 'Point at it, or use arrow keys.'}
              </p>
              {point && point.problems.length === 0 ? (
                <Button onClick={() => setEdits(editsOf(sweep, point))}>Use these values</Button>
              ) : null}
              <Button look="quiet" aria-expanded={asTable} onClick={() => setAsTable(!asTable)}>
                {asTable ? 'Hide the table' : 'Data as a table'}
              </Button>
            </div>
            <Unplanned sweep={sweep} />
            {asTable ? <PointTable sweep={sweep} /> : null}
          </>
        ) : null}
      </div>
    </Panel>
  );
}

function aboutSweep({ over, points }: Sweep): string {
  const spans = over.map(({ label, unit, values }) => {
    const [from = 0, to = from] = [values[0], values.at(-1)];
    return `${label} from ${showQuantity(from, unit)} to ${showQuantity(to, unit)}`;
  });
  return `${spans.join(', ')}: ${countOf(points.length, 'plan')}.`;
}

/** Why some points have no plan, each reason once. */
function Unplanned({ sweep }: { readonly sweep: Sweep }): ReactNode {
  const reasons = new Map<string, number>();
  for (const { problems } of sweep.points) {
    const [first] = problems;
    // Numbers differ from point to point.
    const reason = first?.message.replaceAll(/[\d.,]*\d/g, '…');
    if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  if (reasons.size === 0) return null;
  const examples = [...reasons].map(([reason, count]) => {
    const point = sweep.points.find(
      ({ problems }) => problems[0]?.message.replaceAll(/[\d.,]*\d/g, '…') === reason,
    );
    return { count, message: point?.problems[0]?.message ?? reason };
  });
  return (
    <ul className={styles.unplanned} aria-label="Points without a plan">
      {examples.map(({ count, message }) => (
        <li key={message}>
          {countOf(count, 'point')} without a plan, such as: {message}
        </li>
      ))}
    </ul>
  );
}
