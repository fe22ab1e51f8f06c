import { useRun } from '../../state/useRun.ts';
import { Empty } from '../../ui/Empty.tsx';
import { RunTwin } from './RunTwin.tsx';

/** The run simulated in virtual time: once to watch, many times for statistics. */
export function TwinPage() {
  const { runs, run } = useRun();
  if (run === undefined) {
    return (
      <Empty wholePage title="There is no run to simulate">
        Add a run under <code>runs:</code> in the factory file.
      </Empty>
    );
  }
  return <RunTwin run={run} runs={runs} />;
}
