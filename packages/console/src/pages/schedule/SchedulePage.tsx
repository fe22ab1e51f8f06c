import type { ReactNode } from 'react';
import { Figure } from '../../explain/Figure.tsx';
import { TwinFigures } from '../../lives/TwinFigures.tsx';
import { usePlan } from '../../state/plan.tsx';
import { Dial, Dials } from '../../ui/Dials.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Schedule } from './Schedule.tsx';

/** When the factory is built, and when its runs go. */
export function SchedulePage(): ReactNode {
  const { training } = usePlan();
  return (
    <>
      <PageHead title="Schedule" />
      <Dials>
        <Dial name="Started">
          <Figure path="dates.start" size="l" />
        </Dial>
        <Dial name="Ready" note="every task done">
          <Figure path="dates.ready" size="l" />
        </Dial>
      </Dials>
      <Panel title="Tasks and runs" about="When each task ends, and when the runs go.">
        <TwinFigures runs={Object.keys(training)} />
        <Schedule />
      </Panel>
    </>
  );
}
