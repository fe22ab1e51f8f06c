export {
  copyFleet,
  countLost,
  type DomainTrouble,
  type FleetState,
  fleetAtStart,
  foldEvent,
} from './fleet.ts';
export { countStates, drawStates, NODE_STATES, type NodeState } from './node-state.ts';
export { type FoldedRun, type LifePhase, runAfter, runAtStart } from './phase.ts';
