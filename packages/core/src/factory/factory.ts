import type { factoryShape } from './complete.ts';
import type { Read } from './shape.ts';

/**
 * A factory file as read: every name looked up in the catalogue, every default filled in, every number in SI
 * with its provenance. It has the structure of the file, so a path such as `hardware.gpu.tdp` names the same
 * value in both.
 */
export type Factory = Read<typeof factoryShape>;

export type FactoryRun = Factory['runs'][string];
export type FactoryService = Factory['services'][string];
export type FactoryRequirement = Factory['requirements'][number];
export type FactoryEngine = NonNullable<Factory['engine']>;
export type FactoryProgram = NonNullable<FactoryRun['program']>;
/** What answers the requests of a service. */
export type FactoryServer = NonNullable<FactoryService['program']>;
