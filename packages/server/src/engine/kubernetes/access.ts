import { Agent as HttpAgent, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { delimiter } from 'node:path';
import { failed, ok, type Result } from '@gigafactory/core/base';
import type { KubernetesOptions } from './options.ts';

/** Where the API is, and how to be let in. */
export interface Access {
  readonly server: URL;
  /** For one request: TLS and credentials, which are renewed by whoever gives them out. */
  authenticate(): Promise<Result<RequestOptions>>;
}

/** Connections kept open; watches hold three of them. */
const MOST_SOCKETS = 12;

/**
 * Reads the kubeconfig. The library is large (54 MB, Apache-2.0) and only this engine needs it: it is an optional
 * peer, loaded at the first call. It finds contexts, certificates, plug-ins for logins and tokens; requests are made
 * by `Connection`, since the library retries nothing, hides Retry-After, and ignores the errors in a watch.
 *
 * Codes: `kubernetes.client`, `kubernetes.config`.
 */
export async function openAccess(
  { kubeconfig, context }: Pick<KubernetesOptions, 'kubeconfig' | 'context'>,
  load = () => import('@kubernetes/client-node'),
): Promise<Result<Access>> {
  const library = await load().catch((error: unknown) => wordsOf(error));
  if (typeof library === 'string') {
    const message = `The engine kubernetes needs the package @kubernetes/client-node, which cannot be loaded here (${library}). Install it with \`npm install @kubernetes/client-node@1.4.0\`.`;
    return failed({ code: 'kubernetes.client', message });
  }
  try {
    const config = new library.KubeConfig();
    // As kubectl reads KUBECONFIG: several files, of which the first one that says something counts.
    const [first, ...others] = kubeconfig?.split(delimiter).filter(Boolean) ?? [];
    if (first === undefined) config.loadFromDefault();
    else config.loadFromFile(first);
    for (const path of others) {
      const other = new library.KubeConfig();
      other.loadFromFile(path);
      config.mergeConfig(other, config.getCurrentContext() !== undefined);
    }
    if (context !== undefined) {
      if (!config.getContextObject(context)) return noContext(context, config.getContexts());
      config.setCurrentContext(context);
    }
    const cluster = config.getCurrentCluster();
    if (!cluster) return badConfig('it names no current cluster');
    const server = new URL(cluster.server);
    const hasProxy = cluster.proxyUrl !== undefined;
    const settings = { keepAlive: true, maxSockets: MOST_SOCKETS };
    const agent = server.protocol === 'http:' ? new HttpAgent(settings) : new HttpsAgent(settings);
    return ok({
      server,
      async authenticate() {
        const request: RequestOptions = { headers: {} };
        try {
          await config.applyToHTTPSOptions(request);
        } catch (error) {
          return badConfig(wordsOf(error));
        }
        // The library makes an agent for each request, and with it a connection.
        return ok(hasProxy ? request : { ...request, agent });
      },
    });
  } catch (error) {
    return badConfig(wordsOf(error));
  }
}

function noContext(name: string, there: readonly { readonly name: string }[]) {
  const names = there.map((each) => each.name).join(', ') || 'none';
  const message = `The kubeconfig has no context "${name}"; it has ${names}.`;
  return failed({ code: 'kubernetes.config', message });
}

function badConfig(why: string) {
  const message = `The kubeconfig cannot be used: ${why}. Set KUBECONFIG to the path of one that works with kubectl.`;
  return failed({ code: 'kubernetes.config', message });
}

export function wordsOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return first;
}
