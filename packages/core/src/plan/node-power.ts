import { type Known, showQuantity } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { GPUS } from '../facts/index.ts';

/**
 * The factory with the power of its nodes adjusted to a power limit that the file states for their GPUs: by the
 * same watts per GPU, at nameplate and in training. A node power that the file states stays. A node
 * draws at least as much as its GPUs may.
 */
export function withTypedPower(factory: Factory): Factory {
  const { gpu, node } = factory.hardware;
  const usual = GPUS[gpu.use]?.tdp;
  if (!usual || gpu.tdp.value === usual.value) return factory;
  const gpus = node.gpusPerNode.value;
  const follow = (power: Known): Known => {
    if (power.at) return power;
    const { range: _, alternatives: __, ...known } = power;
    const show = ({ value, unit }: Known) => showQuantity(value, unit);
    return {
      ...known,
      value: Math.max(power.value + gpus * (gpu.tdp.value - usual.value), gpus * gpu.tdp.value),
      provenance: 'assumed',
      reason: `${show(power)} of ${node.label}, plus ${gpus} times (${show(gpu.tdp)} - ${show(usual)}), because the file changes the power limit of its GPUs; at least the power of the GPUs.`,
    };
  };
  const powered = {
    ...node,
    power: follow(node.power),
    nameplatePower: follow(node.nameplatePower),
  };
  return { ...factory, hardware: { ...factory.hardware, node: powered } };
}
