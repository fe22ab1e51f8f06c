import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { FakeKubernetes, IMAGE } from '../../../../tests/system/kubernetes/index.mjs';
import { ROOT } from '../../step.mjs';
import { kill } from '../victims.mjs';
import { processOf } from './local.mjs';

/** One more than the run needs, as in the file. */
const NODES = 3;

/** ms that the API server is away. */
const AWAY_MS = 2000;

/**
 * The fake API of our own, which runs pods as processes of this machine: ranks, pods, whole nodes and the API
 * server itself die, the last with everything that it could have told about the past.
 *
 * @returns {Promise<import('./ground.mjs').Ground>}
 */
export async function openKubernetes() {
  // The image has the trainer.
  const path = [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const fake = await FakeKubernetes.start({ nodes: NODES, gpus: 1, silenceMs: 1000, path });
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-chaos-kubernetes-'));
  const kubeconfig = fake.writeKubeconfig(join(folder, 'kubeconfig'));
  /** @type {Set<string>} */
  const dead = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  let back;
  const busy = () => [...fake.kubelets.values()].filter(({ pids }) => pids.length > 0);

  /** @type {import('./ground.mjs').Ground['draw']} */
  function draw(kind, tree, stream) {
    if (kind === 'rank' || kind === 'control') return processOf(kind, tree, stream);
    if (kind === 'api') return { name: 'the API server', kill: takeApiAway };
    const kubelets = busy();
    const kubelet = kubelets[stream.integer(Math.max(1, kubelets.length))];
    if (!kubelet) return undefined;
    const { name, pids } = kubelet;
    if (kind === 'pod') {
      const [pid = 0] = pids;
      const processes = tree.all.filter((found) => found.pid === pid);
      return { name: `a pod on ${name} (${pid})`, kill: () => kill({ processes }) };
    }
    dead.add(name);
    return { name: `node ${name}`, kill: () => fake.killNode(name) };
  }

  /** It is back after a while, and knows nothing of what was before. */
  async function takeApiAway() {
    clearTimeout(back);
    await fake.api.stop();
    fake.store.compact();
    back = setTimeout(() => void fake.api.start(), AWAY_MS);
  }

  return {
    engine: 'kubernetes',
    env: { KUBECONFIG: kubeconfig },
    bag: ['rank', 'pod', 'node', 'api', 'control'],
    facts: { api: 'fake' },
    flags: (home) => {
      const shared = join(home, 'shared');
      mkdirSync(shared, { recursive: true });
      const flags = ['--engine', 'kubernetes', '--namespace', fake.namespace, '--image', IMAGE];
      return [...flags, '--nodes', String(NODES), '--shared', shared];
    },
    draw,
    mend: () => {
      for (const name of dead) fake.reviveNode(name);
      dead.clear();
    },
    end: async () => {
      clearTimeout(back);
      await fake.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
