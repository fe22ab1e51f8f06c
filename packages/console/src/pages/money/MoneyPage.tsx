import type { ReactNode } from 'react';
import { Breakdown } from '../../explain/Breakdown.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { usePlan } from '../../state/plan.tsx';
import { Dial, Dials } from '../../ui/Dials.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from './MoneyPage.module.css';
import { capexParts, opexParts } from './parts.ts';

/** What the factory costs to build and to run. */
export function MoneyPage(): ReactNode {
  const plan = usePlan();
  return (
    <>
      <PageHead title="Money" />
      <Dials>
        <Dial name="CapEx">
          <Figure path="money.capex.total" size="l" />
        </Dial>
        <Dial name="CapEx per GPU">
          <Figure path="money.capexPerGpu" size="l" />
        </Dial>
        <Dial name="OpEx a year">
          <Figure path="money.opex.total" size="l" />
        </Dial>
        <Dial name="Cost" note="CapEx written off, and OpEx">
          <Figure path="money.perGpuHour" size="l" />
        </Dial>
      </Dials>
      <div className={styles.columns}>
        <Panel title="CapEx" about="What it costs to build.">
          <Breakdown
            caption="CapEx"
            parts={capexParts(plan)}
            whole={{ label: 'CapEx', path: 'money.capex.total' }}
          />
        </Panel>
        <Panel title="OpEx" about="What it costs to run for a year.">
          <Breakdown
            caption="Yearly OpEx"
            parts={opexParts(plan)}
            whole={{ label: 'OpEx a year', path: 'money.opex.total' }}
          />
        </Panel>
      </div>
    </>
  );
}
