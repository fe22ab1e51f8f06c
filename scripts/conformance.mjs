/**
 * `npm run conformance -- --engine kubernetes|slurm`: the promises of an engine on a real cluster, or with `--fake` on
 * the fake Kubernetes of the tests. See docs/engines.md.
 *
 *   --engine E      kubernetes: as KUBECONFIG says; slurm: as SLURM_CONF says, or --rest URL with SLURM_JWT
 *   --shared DIR    a folder that all nodes and this machine see under this path
 *   --nodes WHICH   a label selector, or a host list of Slurm; 12 nodes are needed
 *   --perl PATH     Perl on the nodes: `perl` if it is left out
 *   --namespace, --image, --claim, --context, --queue     for Kubernetes
 *   --partition, --account, --rest                        for Slurm
 *   --only TEXT     cases whose name has this text
 *   --here          on a real Slurm of 12 nodes that is started for it, with GIGAFACTORY_TEST_SYSTEM=1 (see CONTRIBUTING.md)
 *
 * Every case that was skipped is printed with its reason. Ends with 2 when nothing could be tried.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { IS_SYSTEM, NOT_SYSTEM } from '../tests/system/needed.mjs';
import { SlurmCluster } from '../tests/system/slurm.mjs';
import { nodeTool, ROOT } from './lib/step.mjs';

const string = { type: /** @type {const} */ ('string') };
const NAMES = ['shared', 'nodes', 'perl', 'namespace', 'image', 'claim', 'context', 'queue'];
const SLURM = ['partition', 'account', 'rest'];

const NODES = 12;

/** @param {string} engine @param {Readonly<Record<string, unknown>>} options @param {boolean} fake @param {boolean} here */
function whySkipped(engine, options, fake, here) {
  if (engine !== 'kubernetes' && engine !== 'slurm') return `engine ${engine}: kubernetes or slurm`;
  if (here && engine !== 'slurm') return '--here: only Slurm is started; there is --fake';
  if (here) return IS_SYSTEM ? undefined : `skipped: ${NOT_SYSTEM}`;
  if (fake) return engine === 'slurm' ? 'there is no fake Slurm: see tests/system' : undefined;
  if (engine === 'kubernetes' && !process.env['KUBECONFIG'])
    return 'skipped: KUBECONFIG is not set, so there is no cluster; --fake runs on the fake API';
  if (engine === 'slurm' && !process.env['SLURM_CONF'] && options['rest'] === undefined)
    return 'skipped: neither SLURM_CONF nor --rest URL says where Slurm is';
  const needed = engine === 'kubernetes' ? ['shared', 'image'] : ['shared', 'partition'];
  const missing = needed.filter((name) => options[name] === undefined);
  return missing.length > 0 ? `--${missing.join(' and --')} is missing` : undefined;
}

function readOptions() {
  const texts = Object.fromEntries([...NAMES, ...SLURM].map((name) => [name, string]));
  const { values } = parseArgs({
    options: {
      ...texts,
      engine: string,
      only: string,
      fake: { type: 'boolean' },
      here: { type: 'boolean' },
    },
  });
  const { engine = '', only, fake = false, here = false, ...options } = values;
  return { engine: String(engine), only, fake: fake === true, here: here === true, options };
}

/** @returns {Promise<{ env: Record<string, string | undefined>, options: { partition: string, shared: string }, stop: () => Promise<unknown> }>} */
async function startSlurm() {
  const cluster = await SlurmCluster.start({ nodes: NODES, gpusPerNode: 1 });
  const options = { partition: 'gpu', shared: cluster.shared };
  return { env: cluster.env, options, stop: () => cluster.stop() };
}

try {
  const { engine, only, fake, here, options } = readOptions();
  const why = whySkipped(engine, options, fake, here);
  if (why !== undefined) throw new RangeError(why);
  console.log(
    `the promises of an engine, on ${fake ? 'the fake API' : 'a real cluster'}: ${engine}`,
  );
  const { command, args } = nodeTool('node_modules/vitest/vitest.mjs', [
    ...['run', '--project', 'conformance', '--reporter', 'verbose'],
    ...(only === undefined ? [] : ['-t', String(only)]),
  ]);
  const own = here ? await startSlurm() : undefined;
  const asked = { engine, fake, options: { ...options, ...own?.options } };
  const env = { ...process.env, ...own?.env, GIGAFACTORY_CONFORMANCE: JSON.stringify(asked) };
  const child = spawn(command, args, { cwd: ROOT, env, stdio: 'inherit' });
  child.on('exit', async (code) => {
    process.exitCode = code ?? 1;
    await own?.stop();
  });
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
