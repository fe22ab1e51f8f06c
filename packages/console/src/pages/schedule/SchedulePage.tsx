import type { ReactNode } from 'react';
import type { Plan } from '../../api/types.ts';
import { Change } from '../../explain/Change.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { type PlanInput, PlanInputs } from '../../explain/PlanInputs.tsx';
import { TwinFigures } from '../../lives/TwinFigures.tsx';
import { linkTo, paths } from '../../state/paths.ts';
import { usePlan } from '../../state/plan.tsx';
import { CodeLines } from '../../ui/CodeLines.tsx';
import { Dial, Dials } from '../../ui/Dials.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Schedule } from './Schedule.tsx';

/** When the factory is built, and when its runs start and end. */
export function SchedulePage(): ReactNode {
  const { training, dates } = usePlan();
  const hasDates = dates || Object.values(training).some(({ start }) => start !== undefined);
  if (!hasDates) return <NoDates />;
  return (
    <>
      <PageHead title="Schedule" />
      {dates ? <PlanInputs inputs={inputsOf(dates)} /> : null}
      {dates ? (
        <Dials>
          <Dial name="Started">
            <Figure path="dates.start" size="l" />
            <Change path="dates.start" />
          </Dial>
          <Dial name="Ready" note="every task done">
            <Figure path="dates.ready" size="l" />
            <Change path="dates.ready" />
          </Dial>
        </Dials>
      ) : null}
      <Panel title="Tasks and runs" about="When each task ends, and when the runs go.">
        <TwinFigures runs={Object.keys(training)} />
        <Schedule />
      </Panel>
    </>
  );
}

/** The page begins with so many tasks; the others are on the page of the file. */
const MOST_TASKS = 7;

function inputsOf({ tasks }: NonNullable<Plan['dates']>): readonly PlanInput[] {
  const takes = Object.keys(tasks).map((name) => ({
    path: `schedule.tasks.${name}.takes`,
    label: `${name} takes`,
  }));
  return [{ path: 'schedule.start', label: 'Start' }, ...takes.slice(0, MOST_TASKS)];
}

function NoDates(): ReactNode {
  return (
    <Empty
      wholePage
      title="Nothing has a date"
      action={<a href={linkTo(paths.file())}>Go to the file</a>}
    >
      <p>
        The file does not say when anything starts, so runs have durations but no dates. A schedule
        gives them to every run, with or without tasks before they can start:
      </p>
      <CodeLines
        text={'schedule:\n  start: 2027-01-04\n  tasks:\n    installation: { takes: 4 weeks }'}
      />
    </Empty>
  );
}
