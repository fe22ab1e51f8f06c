import type { LiveEndpoint } from '@gigafactory/core/control-plane';
import { Breaker } from '../answer/breaker.ts';
import { SERVICE_PREFIX, type ServicesConfig } from '../config/shape.ts';
import { RemoteUpstream } from '../remote/remote-upstream.ts';
import type { Upstream, UpstreamEvent, UpstreamModel, UpstreamRequest } from '../upstream.ts';

/** One replica of a service, asked as any server of the chat API is. */
export class Replica implements Upstream {
  /** Of its service, for the books and for `routes`. */
  readonly name: string;
  /** Its own, `service/assistant.0`. */
  readonly place: string;
  readonly model: UpstreamModel;
  readonly breaker: Breaker;
  readonly #remote: RemoteUpstream;
  /** Requests of this gateway that it works on. */
  #own = 0;
  /** Requests of others, as the control plane told last. */
  #others = 0;
  #asked = 0;
  #isLive = true;

  /** @param since when it was first heard of, s since 1970 */
  constructor(endpoint: LiveEndpoint, { timeouts, breaker }: ServicesConfig, since: number) {
    const { service, replica, model, url } = endpoint;
    this.name = `${SERVICE_PREFIX}${service}`;
    this.place = `${SERVICE_PREFIX}${replica}`;
    this.breaker = new Breaker(breaker);
    const config = { url: `${url}/v1`, models: { [model]: model }, sees: [], timeouts, breaker };
    this.#remote = new RemoteUpstream({
      ...{ name: this.place, config: { kind: 'vllm', retries: 0, ...config } },
      ...{ secret: undefined, since },
    });
    this.model = { ...this.#remote.models()[0]!, owner: this.name };
    this.tell(endpoint);
  }

  /** Requests that run or wait at it, about: what was told is up to some seconds old. */
  get load(): number {
    return this.#others + this.#own;
  }

  /** How often it was asked, by which replicas of equal load take turns. */
  get asked(): number {
    return this.#asked;
  }

  /** Whether it takes requests, as far as is known. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** What the control plane tells of it; those of this gateway are among its requests. */
  tell({ queue, running }: LiveEndpoint): void {
    this.#others = Math.max(0, (queue ?? 0) + (running ?? 0) - this.#own);
  }

  /** It takes no further requests; those under way are read to their end. */
  leave(): void {
    this.#isLive = false;
    if (this.#own === 0) void this.close();
  }

  models(): readonly UpstreamModel[] {
    return [this.model];
  }

  async *respond(request: UpstreamRequest, signal: AbortSignal): AsyncGenerator<UpstreamEvent> {
    this.#own++;
    this.#asked++;
    try {
      yield* this.#remote.respond(request, signal);
    } finally {
      this.#own--;
      if (!this.#isLive && this.#own === 0) void this.close();
    }
  }

  close(): Promise<void> {
    return this.#remote.close();
  }
}
