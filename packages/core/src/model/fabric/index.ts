export {
  endpointLimit,
  type FabricDemand,
  leafPortsDown,
  MOST_TIERS,
  type Spread,
} from './clos.ts';
export { type SizedFabric, sizeFabric } from './fabric-size.ts';
export * from './topology.ts';
