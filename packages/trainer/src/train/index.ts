export {
  applyAdamW,
  defaultOptimizer,
  type OptimizerOptions,
  type TrainingState,
} from './adamw.ts';
export { createGradientEngine, type GradientEngine } from './gradient.ts';
export { createState } from './state.ts';
export { coverOf, GradientTree, shareOf, type TreeNode } from './tree.ts';
