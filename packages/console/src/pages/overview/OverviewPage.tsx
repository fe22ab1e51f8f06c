import type { ReactNode } from 'react';
import { FirstHint } from '../../explain/FirstHint.tsx';
import { TwinFigures } from '../../lives/TwinFigures.tsx';
import { useIsChanged } from '../../state/baseline.tsx';
import { linkTo, paths } from '../../state/paths.ts';
import { usePlan } from '../../state/plan.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Assumptions } from './Assumptions.tsx';
import { Headline } from './Headline.tsx';
import { NotPlanned } from './NotPlanned.tsx';
import styles from './Requirements.module.css';
import { Requirements, VerdictCounts } from './Requirements.tsx';
import { Runs } from './Runs.tsx';

/** The factory at a glance. */
export function OverviewPage(): ReactNode {
  const plan = usePlan();
  return (
    <>
      <PageHead title={plan.name} about={<About />}>
        <VerdictCounts />
      </PageHead>
      <Headline />
      <Assumptions />
      <FirstHint />
      <NotPlanned />
      <Panel
        title="Training runs"
        aside={<a href={linkTo(paths.training())}>How a run is split</a>}
      >
        <TwinFigures runs={Object.keys(plan.training)} />
        <Runs />
      </Panel>
      <Panel
        title="Requirements"
        anchor="requirements"
        about="The file’s claims, checked against plan and twin."
      >
        <Requirements />
      </Panel>
    </>
  );
}

/** The file's own words, which no edit changes. */
function About(): ReactNode {
  const { about } = usePlan();
  const isChanged = useIsChanged();
  if (about === '') return null;
  return (
    <>
      {about}
      {isChanged ? (
        <em className={styles.own}> So says the file, before what was changed.</em>
      ) : null}
    </>
  );
}
