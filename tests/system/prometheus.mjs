import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeHome } from './home.mjs';
import { requireSystem } from './needed.mjs';

/** Unpacked, not installed: an installed one would be started as a service. */
const FOLDER = join(tmpdir(), 'gigafactory-prometheus');

/** The folder of Debian's `prometheus` and `promtool`. */
export function prometheusPrograms() {
  requireSystem();
  const programs = join(FOLDER, 'usr/bin');
  if (existsSync(join(programs, 'promtool'))) return programs;
  const draft = `${FOLDER}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  // A fresh machine has no index, and an old one names packages that the mirror has replaced.
  call('apt-get', ['update'], draft);
  call('apt-get', ['download', 'prometheus'], draft);
  const [file = ''] = readdirSync(draft);
  call('dpkg', ['-x', file, '.'], draft);
  rmSync(FOLDER, { recursive: true, force: true });
  call('mv', [draft, FOLDER], tmpdir());
  return programs;
}

/** @param {string} command @param {readonly string[]} args @param {string} cwd */
function call(command, args, cwd) {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
}

/**
 * Prometheus, which scrapes one target each second; it ends with this process.
 *
 * @param {object} target
 * @param {number} target.port on 127.0.0.1
 * @param {string} target.token
 */
export async function startPrometheus({ port, token }) {
  const programs = prometheusPrograms();
  const home = makeHome('prometheus');
  const credentials = join(home, 'metrics-token');
  writeFileSync(credentials, `${token}\n`);
  const config = join(home, 'prometheus.yml');
  writeFileSync(
    config,
    `global: { scrape_interval: 1s }
scrape_configs:
  - job_name: gigafactory
    authorization: { credentials_file: ${credentials} }
    static_configs: [ { targets: [ '127.0.0.1:${port}' ] } ]
`,
  );
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${join(home, 'data')}`];
  const own = ['--pdeathsig=KILL', join(programs, 'prometheus')];
  const child = spawn('setpriv', [...own, ...args, '--web.listen-address=127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const listening = await new Promise((resolve, reject) => {
    child.stderr.on('data', (piece) => {
      said = (said + piece).slice(-20_000);
      const [, address] = /msg="Listening on" address=(\S+)/.exec(said) ?? [];
      if (address) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`Prometheus ended with ${code}: ${said}`)));
  });
  return {
    /** The values of a query, by the text of their labels. @param {string} expression */
    query: async (expression) => {
      const url = `http://${listening}/api/v1/query?query=${encodeURIComponent(expression)}`;
      const answer = await fetch(url);
      // It listens before it has opened its data.
      if (answer.status === 503) return [];
      /** @type {{ data?: { result: { metric: Record<string, string>, value: [number, string] }[] } }} */
      const { data } = await answer.json();
      const result = data?.result ?? [];
      return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    dispose: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
