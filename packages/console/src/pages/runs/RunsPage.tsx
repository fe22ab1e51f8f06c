import { usePath } from '../../state/location.ts';
import { runAt } from '../../state/paths.ts';
import { RunList } from './RunList.tsx';
import { RunPage } from './RunPage.tsx';

/** The real runs of this machine's control plane, or one of them. */
export function RunsPage() {
  const run = runAt(usePath());
  return run === undefined ? <RunList /> : <RunPage key={run} run={run} />;
}
