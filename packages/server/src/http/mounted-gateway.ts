/** What answers below `/v1/`: the gateway of grok, given by whoever serves. */
export interface MountedGateway {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** For Prometheus, in its text format. */
  readonly metrics: () => Promise<string>;
  /** Ends what is under way. */
  readonly close: () => Promise<void>;
}
