import { multiplesNear, type Problem } from '../base/index.ts';
import { countFixes } from './count-fixes.ts';
import type { Draft } from './draft.ts';
import type { Factory, FactoryService } from './factory.ts';

/** Whether a service fits the fleet, in whole replicas of whole nodes, and has a name that no run has. */
export function checkService(
  factory: Draft<Factory>,
  name: string,
  { gpus, gpusPerReplica }: Draft<FactoryService>,
): Problem[] {
  const path = `services.${name}`;
  const problems: Problem[] = [];
  if (Object.hasOwn(factory.runs ?? {}, name)) {
    const message = `There is already a run "${name}"; runs and services must have different names.`;
    problems.push({ code: 'service.name', path, message, expected: 'another name' });
  }
  const most = factory.fleet?.gpus?.value;
  if (gpus && most !== undefined && gpus.value > most) {
    const message = `The service takes ${gpus.value} GPUs of a fleet of ${most}; lower it, or raise fleet.gpus.`;
    problems.push({
      code: 'service.gpus',
      path: `${path}.gpus`,
      message,
      expected: `at most ${most}`,
      fixes: [
        {
          label: `Raise the fleet to ${gpus.value} GPUs`,
          edits: { 'fleet.gpus': `${gpus.value}` },
        },
      ],
    });
  }
  const perNode = factory.hardware?.node?.gpusPerNode?.value;
  if (perNode && gpusPerReplica && gpusPerReplica.value % perNode !== 0) {
    const message = `A replica takes whole nodes: a multiple of ${perNode} GPUs, not ${gpusPerReplica.value}; take ${multiplesNear(gpusPerReplica.value, perNode).join(' or ')}.`;
    problems.push({
      code: 'service.nodes',
      path: `${path}.gpusPerReplica`,
      message,
      expected: `a multiple of ${perNode}`,
      fixes: countFixes(`${path}.gpusPerReplica`, gpusPerReplica.value, perNode),
    });
  }
  if (gpus && gpusPerReplica && gpus.value % gpusPerReplica.value !== 0) {
    const message = `${gpus.value} GPUs are not a whole number of replicas of ${gpusPerReplica.value}; take ${multiplesNear(gpus.value, gpusPerReplica.value).join(' or ')}.`;
    problems.push({
      code: 'service.replicas',
      path: `${path}.gpus`,
      message,
      expected: `a multiple of ${gpusPerReplica.value}`,
      fixes: countFixes(`${path}.gpus`, gpus.value, gpusPerReplica.value),
    });
  }
  return problems;
}
