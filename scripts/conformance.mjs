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
 *
 * Every case that was skipped is printed with its reason. Ends with 2 when nothing could be tried.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { nodeTool, ROOT } from './lib/step.mjs';

const string = { type: /** @type {const} */ ('string') };
const NAMES = ['shared', 'nodes', 'perl', 'namespace', 'image', 'claim', 'context', 'queue'];
const SLURM = ['partition', 'account', 'rest'];

/** @param {string} engine @param {Readonly<Record<string, unknown>>} options @param {boolean} fake */
function whySkipped(engine, options, fake) {
  if (engine !== 'kubernetes' && engine !== 'slurm') return `engine ${engine}: kubernetes or slurm`;
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
    options: { ...texts, engine: string, only: string, fake: { type: 'boolean' } },
  });
  const { engine = '', only, fake = false, ...options } = values;
  return { engine: String(engine), only, fake: fake === true, options };
}

try {
  const { engine, only, fake, options } = readOptions();
  const why = whySkipped(engine, options, fake);
  if (why !== undefined) throw new RangeError(why);
  console.log(
    `the promises of an engine, on ${fake ? 'the fake API' : 'a real cluster'}: ${engine}`,
  );
  const { command, args } = nodeTool('node_modules/vitest/vitest.mjs', [
    ...['run', '--project', 'conformance', '--reporter', 'verbose'],
    ...(only === undefined ? [] : ['-t', String(only)]),
  ]);
  const env = {
    ...process.env,
    GIGAFACTORY_CONFORMANCE: JSON.stringify({ engine, fake, options }),
  };
  const child = spawn(command, args, { cwd: ROOT, env, stdio: 'inherit' });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
