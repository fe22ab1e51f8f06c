import type { ReactNode } from 'react';
import { usePlan } from '../../state/plan.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Assumptions } from './Assumptions.tsx';
import { Headline } from './Headline.tsx';
import styles from './OverviewPage.module.css';
import { Requirements } from './Requirements.tsx';
import { Runs } from './Runs.tsx';

/** The factory at a glance. */
export function OverviewPage(): ReactNode {
  const plan = usePlan();
  return (
    <>
      <header className={styles.head}>
        <h1>{plan.name}</h1>
        {plan.about ? <p>{plan.about}</p> : null}
      </header>
      <Headline />
      <Assumptions />
      <Panel title="Training runs" aside={<a href="#/training">How they are split</a>}>
        <Runs />
      </Panel>
      <Panel title="Requirements" about="Claims of the file, held against the plan.">
        <Requirements />
      </Panel>
    </>
  );
}
