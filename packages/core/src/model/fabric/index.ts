export { sizeFabric } from './clos.ts';
export type * from './fabric-size.ts';
