import type { ReactNode } from 'react';
import type { Plan } from '../api/types.ts';
import { type Source, useSource } from '../state/source.ts';
import { useRunOf } from '../state/useRun.ts';
import { type SegmentOption, Segments } from '../ui/Segments.tsx';
import { Select } from '../ui/Select.tsx';
import styles from './Context.module.css';
import type { Page } from './pages.ts';
import { ScenarioPicker } from './scenarios/ScenarioPicker.tsx';

interface Props {
  readonly page: Page | undefined;
  readonly plan: Plan | undefined;
  readonly onScenarios: () => void;
}

/** Which scenario of the factory the pages show, and which of its runs they are about. */
export function Context({ page, plan, onScenarios }: Props): ReactNode {
  if (!page || page.isApart) return null;
  return (
    <div className={styles.context}>
      <ScenarioPicker onOpen={onScenarios} />
      <RunPicker page={page} plan={plan} />
    </div>
  );
}

interface RunPickerProps {
  readonly page: Page;
  readonly plan: Plan | undefined;
}

/**
 * The run that the pages are about, and whose figures of it they show. A choice made on one page holds on all; if it would
 * change nothing, it says why instead.
 */
function RunPicker({ page, plan }: RunPickerProps): ReactNode {
  const { runs, run, choose } = useRunOf(plan);
  const [source, setSource] = useSource();
  if (run === undefined) return null;
  const { sources } = page;
  const isFree = sources.length > 0;
  return (
    <>
      <div data-tip={isFree ? undefined : `${page.title} is the same for every run`}>
        <Select
          label="Run"
          showLabel
          dense
          disabled={!isFree}
          value={run}
          options={runs.map((value) => ({ value }))}
          onChange={choose}
        />
      </div>
      <Segments
        label="Source of a run’s figures"
        value={sources.includes(source) ? source : (sources[0] ?? 'plan')}
        options={sourceOptions(page)}
        onChange={setSource}
      />
    </>
  );
}

function sourceOptions({ title, sources }: Page): readonly SegmentOption<Source>[] {
  const [only] = sources;
  const plan = sources.length === 1 && only === 'twin' ? `${title} shows what is simulated` : '';
  const twin = sources.includes('twin') ? '' : `Nothing of ${title} is simulated`;
  return [
    { value: 'plan', label: 'Plan', disabledReason: plan || undefined },
    { value: 'twin', label: 'Twin', disabledReason: twin || undefined },
  ];
}
