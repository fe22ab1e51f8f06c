import type { ReactNode } from 'react';
import type { MoneyPlan } from '../../api/types.ts';
import { Breakdown } from '../../explain/Breakdown.tsx';
import { Change } from '../../explain/Change.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { PlanInputs } from '../../explain/PlanInputs.tsx';
import { setEdit } from '../../state/factory.ts';
import { usePlan } from '../../state/plan.tsx';
import { Button } from '../../ui/Button.tsx';
import { CodeLines } from '../../ui/CodeLines.tsx';
import { Dial, Dials } from '../../ui/Dials.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from './MoneyPage.module.css';
import { capexParts, opexParts } from './parts.ts';

const INPUTS = [
  { path: 'fleet.gpus', label: 'GPUs of the fleet' },
  { path: 'hardware.node.price', label: 'Price of a node' },
  { path: 'hardware.switch.price', label: 'Price of a switch' },
  { path: 'site.constructionCost', label: 'Construction cost' },
  { path: 'site.electricityPrice', label: 'Electricity price' },
  { path: 'money.itLife', label: 'Useful life of IT' },
  { path: 'money.facilityLife', label: 'Useful life of buildings' },
  { path: 'money.maintenanceShare', label: 'Maintenance a year' },
];

/** What the factory costs to build and to run. */
export function MoneyPage(): ReactNode {
  const { money } = usePlan();
  return money ? <Money money={money} /> : <NoMoney />;
}

function NoMoney(): ReactNode {
  return (
    <Empty
      wholePage
      title="No money is planned"
      action={
        <Button look="primary" onClick={() => setEdit('site.pue', 'colocation-2024')}>
          Plan with the usual prices
        </Button>
      }
    >
      <p>
        The file says neither what is bought nor where it is built, so a price would be a guess.
        Name the node or the site, and every price has a default that you can replace:
      </p>
      <CodeLines text={'site:\n  pue: 1.25\n  electricityPrice: 0.08 USD/kWh'} />
    </Empty>
  );
}

function Money({ money }: { readonly money: MoneyPlan }): ReactNode {
  return (
    <>
      <PageHead title="Money" />
      <PlanInputs inputs={INPUTS} />
      <Dials>
        <Dial name="CapEx">
          <Figure path="money.capex.total" size="l" />
          <Change path="money.capex.total" />
        </Dial>
        <Dial name="CapEx per GPU">
          <Figure path="money.capexPerGpu" size="l" />
          <Change path="money.capexPerGpu" />
        </Dial>
        <Dial name="OpEx a year">
          <Figure path="money.opex.total" size="l" />
          <Change path="money.opex.total" />
        </Dial>
        <Dial name="Cost" note="CapEx written off, and OpEx">
          <Figure path="money.perGpuHour" size="l" />
          <Change path="money.perGpuHour" />
        </Dial>
      </Dials>
      <div className={styles.columns}>
        <Panel title="CapEx" about="What it costs to build.">
          <Breakdown
            caption="CapEx"
            parts={capexParts(money)}
            whole={{ label: 'CapEx', path: 'money.capex.total' }}
          />
        </Panel>
        <Panel title="OpEx" about="What it costs to run for a year.">
          <Breakdown
            caption="Yearly OpEx"
            parts={opexParts(money)}
            whole={{ label: 'OpEx a year', path: 'money.opex.total' }}
          />
        </Panel>
      </div>
    </>
  );
}
