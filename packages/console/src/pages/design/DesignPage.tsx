import type { ReactNode } from 'react';
import { Figure } from '../../explain/Figure.tsx';
import { usePlan } from '../../state/plan.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Breakdown } from './Breakdown.tsx';
import { capexParts, opexParts, powerParts } from './breakdowns.ts';
import styles from './DesignPage.module.css';
import { FabricPanel } from './FabricPanel.tsx';
import { Hierarchy } from './Hierarchy.tsx';
import { Schedule } from './Schedule.tsx';

/** What is built: fleet, fabric, power, money and when. */
export function DesignPage(): ReactNode {
  const plan = usePlan();
  return (
    <>
      <h1 className={styles.title}>Design</h1>
      <Panel title="Fleet" about="From the site down to the GPU.">
        <Hierarchy />
      </Panel>
      <FabricPanel />
      <Panel
        title="Power"
        about="Where the facility’s power goes."
        aside={<Figure path="power.facility" size="m" />}
      >
        <Breakdown
          caption="Facility power"
          parts={powerParts(plan)}
          whole={{ label: 'Facility', path: 'power.facility' }}
        />
      </Panel>
      <div className={styles.columns}>
        <Panel
          title="CapEx"
          about="What it costs to build."
          aside={<Figure path="money.capex.total" size="m" />}
        >
          <Breakdown
            caption="CapEx"
            parts={capexParts(plan)}
            whole={{ label: 'CapEx', path: 'money.capex.total' }}
          />
        </Panel>
        <Panel
          title="OpEx"
          about="What it costs to run for a year."
          aside={<Figure path="money.opex.total" size="m" />}
        >
          <Breakdown
            caption="Yearly OpEx"
            parts={opexParts(plan)}
            whole={{ label: 'OpEx a year', path: 'money.opex.total' }}
          />
        </Panel>
      </div>
      <Panel
        title="Schedule"
        about="When each task ends, and when the runs go."
        aside={
          <>
            ready <Figure path="dates.ready" size="m" />
          </>
        }
      >
        <Schedule />
      </Panel>
    </>
  );
}
