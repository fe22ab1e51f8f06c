import { Breakdown } from '../../explain/Breakdown.tsx';
import { Change } from '../../explain/Change.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { PlanInputs } from '../../explain/PlanInputs.tsx';
import { usePlan } from '../../state/plan.tsx';
import { useRun } from '../../state/useRun.ts';
import { Empty } from '../../ui/Empty.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { powerParts } from './parts.ts';
import { RunPower } from './RunPower.tsx';

const INPUTS = [
  { path: 'fleet.gpus', label: 'GPUs of the fleet' },
  { path: 'hardware.gpu.tdp', label: 'TDP of a GPU' },
  { path: 'hardware.node.nameplatePower', label: 'Nameplate power of a node' },
  { path: 'hardware.switch.power', label: 'Power of a switch' },
  { path: 'site.otherItShare', label: 'Other IT, share of the nodes' },
  { path: 'site.pue', label: 'PUE' },
  { path: 'site.rampLimit', label: 'Ramp limit of the grid' },
];

/** Where the power of the facility goes, and how fast it moves while a run trains. */
export function PowerPage() {
  const plan = usePlan();
  const { run } = useRun();
  return (
    <>
      <PageHead title="Power" />
      <PlanInputs inputs={INPUTS} />
      <Panel
        title="At full load"
        about="Where the facility’s power goes."
        aside={
          <>
            <Figure path="power.facility" size="m" /> <Change path="power.facility" />
          </>
        }
      >
        <Breakdown
          caption="Facility power"
          parts={powerParts(plan)}
          whole={{ label: 'Facility', path: 'power.facility' }}
        />
      </Panel>
      {run === undefined ? (
        <Panel title="While a run trains">
          <Empty title="No run draws power yet">
            Add a run under <code>runs:</code> in the factory file to see how fast the power moves.
          </Empty>
        </Panel>
      ) : (
        <RunPower run={run} />
      )}
    </>
  );
}
