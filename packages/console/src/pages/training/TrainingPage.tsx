import type { Plan } from '../../api/types.ts';
import { Figure } from '../../explain/Figure.tsx';
import { TwinFigures } from '../../lives/TwinFigures.tsx';
import { linkTo, paths } from '../../state/paths.ts';
import { usePlan } from '../../state/plan.tsx';
import { useProblems } from '../../state/problems.ts';
import { useRun } from '../../state/useRun.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Headline } from './Headline.tsx';
import { RunInputs } from './RunInputs.tsx';
import { StepBreakdown } from './StepBreakdown.tsx';
import { StrategyPanel } from './StrategyPanel.tsx';
import styles from './TrainingPage.module.css';

/** One run: how it is split, how fast it goes, and every other way to split it. */
export function TrainingPage() {
  const plan = usePlan();
  const { run } = useRun();
  const training = run === undefined ? undefined : plan.training[run];
  const hasProblems = useProblems().length > 0;
  if (run === undefined || !training) {
    return (
      <Empty
        wholePage
        title={hasProblems ? 'No run can be planned' : 'This factory trains nothing yet'}
        action={<a href={linkTo(paths.file())}>{hasProblems ? 'Go to the file' : 'Add a run'}</a>}
      >
        {hasProblems
          ? 'What is wrong with them is said above.'
          : 'Add a run to see how it would be split and how long it would take.'}
      </Empty>
    );
  }
  return (
    <>
      <PageHead title="Training" of={run} />
      <TwinFigures runs={[run]} />
      <Headline run={run} />
      <StepTimeRange run={run} />
      {training.warnings.length > 0 && <Warnings warnings={training.warnings} />}
      <StrategyPanel run={run} plan={training} />
      <div className={styles.columns}>
        <Panel title="Where a step’s time goes" about={reasonOf(plan, `training.${run}.stepTime`)}>
          <StepBreakdown run={run} plan={training} />
        </Panel>
        <Panel title="Inputs" about="Changes are edits of the factory file.">
          <RunInputs run={run} plan={training} />
        </Panel>
      </div>
    </>
  );
}

/** How far off the model was on software like the run's; always shown close to the predicted time. */
function StepTimeRange({ run }: { readonly run: string }) {
  const at = `training.${run}.stepTimeRange`;
  return (
    <p className={styles.range}>
      Steps measured with such software lie between <Figure path={`${at}.low80`} /> and{' '}
      <Figure path={`${at}.high80`} /> in 80 of 100 runs, between <Figure path={`${at}.low95`} />{' '}
      and <Figure path={`${at}.high95`} /> in 95.
    </p>
  );
}

function reasonOf(plan: Plan, id: string): string | undefined {
  return plan.notes[id]?.reason;
}

function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  return (
    <section aria-label="Warnings" className={styles.warnings}>
      <Chip tone="warn">Warnings</Chip>
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </section>
  );
}
