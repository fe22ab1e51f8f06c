import { useParam } from '../../state/location.ts';
import { usePlan } from '../../state/plan.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { RunTwin } from './RunTwin.tsx';

/** The run lived through in virtual time: once to watch, many times to know. */
export function TwinPage() {
  const runs = Object.keys(usePlan().training);
  const [wanted] = useParam('run');
  const run = wanted !== undefined && runs.includes(wanted) ? wanted : runs[0];
  if (run === undefined) {
    return (
      <Empty title="There is no run to live through">
        Add a run under <code>runs:</code> in the factory file.
      </Empty>
    );
  }
  return <RunTwin run={run} runs={runs} />;
}
