import type { ReactNode } from 'react';
import type { Plan } from '../api/types.ts';
import { useRunOf } from '../state/useRun.ts';
import { Select } from '../ui/Select.tsx';
import styles from './Context.module.css';
import type { Page } from './pages.ts';

interface Props {
  readonly page: Page | undefined;
  readonly plan: Plan | undefined;
}

/** Which run of the factory the pages are about. A choice made on one page holds on all. */
export function Context({ page, plan }: Props): ReactNode {
  const { runs, run, choose } = useRunOf(plan);
  if (!page || run === undefined) return null;
  const hasRun = page.sources.length > 0;
  return (
    <div
      className={styles.context}
      data-tip={hasRun ? undefined : `${page.title} is the same for every run`}
    >
      <Select
        label="Run"
        showLabel
        dense
        disabled={!hasRun}
        value={run}
        options={runs.map((value) => ({ value }))}
        onChange={choose}
      />
    </div>
  );
}
