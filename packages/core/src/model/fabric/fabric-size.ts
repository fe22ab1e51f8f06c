/** How uplinks are spread over spines. */
export type Spread = 'strict' | 'minimal';

/** Switches and links of a rail-optimised, non-blocking Clos fabric. */
export interface FabricSize {
  readonly tiers: number;
  readonly leafSwitches: number;
  readonly spineSwitches: number;
  readonly coreSwitches: number;
  readonly switches: number;
  readonly endpointLimit: number;
  readonly links: {
    readonly nodeLeaf: number;
    readonly leafSpine: number;
    readonly spineCore: number;
    readonly total: number;
  };
}
