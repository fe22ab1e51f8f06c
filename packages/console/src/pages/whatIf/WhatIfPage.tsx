import { type ReactNode, useEffect } from 'react';
import { usePath } from '../../state/location.ts';
import { paths } from '../../state/paths.ts';
import { usePlan, usePlanState } from '../../state/plan.tsx';
import { Remedies } from '../../studies/Remedies.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { SweepForm } from './SweepForm.tsx';
import { Swept } from './Swept.tsx';
import { TornadoPanel } from './TornadoPanel.tsx';
import { useAsked } from './useSweep.ts';
import styles from './WhatIfPage.module.css';

/** What becomes of a figure when inputs change, what moves it most, and what would make claims hold. */
export function WhatIfPage(): ReactNode {
  const { found, levers, asked } = useAsked();
  const label = usePlan().notes[asked.figure]?.label ?? asked.figure;
  const { stale } = usePlanState();
  const isWaiting = found.state === 'loading' && levers.length === 0;
  usePart();
  return (
    <>
      <PageHead
        title="What if"
        about="Every point is a plan of the factory as it is shown, with one or two values changed."
      />
      <SweepForm {...{ asked, levers, isWaiting }} />
      {found.state === 'failed' && levers.length === 0 ? (
        <p className={styles.problem} role="alert">
          {found.problems[0]?.message}
        </p>
      ) : isWaiting ? (
        <Panel title={label} about="Over an input that it rests on.">
          <div className={styles.swept}>
            {stale ? (
              <p className={styles.none}>It goes on once the file can be planned again.</p>
            ) : (
              <Loading what="Finding what it rests on…" />
            )}
          </div>
        </Panel>
      ) : (
        <Swept asked={asked} label={label} />
      )}
      <TornadoPanel figure={asked.figure} />
      <ClaimsPanel />
    </>
  );
}

/** Scrolls to the part that the address names. */
function usePart(): void {
  const path = usePath();
  useEffect(() => {
    const part = (['moves', 'claims'] as const).find(
      (each) => path === paths.whatIf({ part: each }),
    );
    if (part) document.getElementById(part)?.scrollIntoView();
  }, [path]);
}

function ClaimsPanel(): ReactNode {
  const open = usePlan().requirements.filter(({ verdict }) => verdict !== 'holds');
  return (
    <Panel
      title="Make a claim hold"
      anchor="claims"
      about="Claims on the plan that fail, or that the ranges of inputs leave undecided."
    >
      {open.length === 0 ? <p className={styles.none}>There is none.</p> : null}
      <ul className={styles.claims}>
        {open.map((row) => (
          <li key={`${row.line} ${row.claim}`}>
            <p>
              <Chip tone={row.verdict === 'fails' ? 'bad' : 'unknown'}>{row.verdict}</Chip>{' '}
              <strong>{row.claim}</strong>
            </p>
            <p className={styles.none}>{row.why}</p>
            <Remedies row={row} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
