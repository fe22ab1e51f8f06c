import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makeHome } from './home.mjs';
import { requirePackage } from './needed.mjs';

/** As bad in an address as a password can be. */
const PASSWORD = 'p@ss/w#rd?:%';

/**
 * A PostgreSQL server of its own, as its own user, with a folder of its own; it ends with this process, however
 * that ends.
 *
 * @typedef {object} PostgresServer
 * @property {number} port on 127.0.0.1
 * @property {(database?: string) => string} url the address of a database, password and all
 * @property {string} password
 * @property {() => number} pid of the server's first process
 * @property {() => Promise<void>} start
 * @property {() => Promise<void>} stop in order, without waiting for its clients
 * @property {() => Promise<void>} kill at once, and all of its processes
 * @property {(sql: string) => string} sql runs statements, and gives what they print
 * @property {(sql: string) => Promise<() => void>} hold runs a statement in a transaction that lasts until the function given is called
 * @property {(size: string) => void} resize the disk of the tablespace `small`
 * @property {() => Promise<void>} dispose
 */

/**
 * @param {object} [options]
 * @param {Readonly<Record<string, string>>} [options.settings] of postgresql.conf
 * @param {string} [options.small] size of a disk of its own, as `mount` takes it, for a tablespace `small`
 * @param {boolean} [options.standby] whether it waits for a primary that never comes
 * @returns {Promise<PostgresServer>}
 */
export async function startPostgres({ settings = {}, small, standby = false } = {}) {
  requirePackage('psql', ['postgresql']);
  const programs = programsOf();
  const home = makeHome('postgres');
  const owner = ownerOf('postgres');
  chownSync(home, owner.uid, owner.gid);
  const folder = ownFolder(join(home, 'data'), owner);
  const disk = ownFolder(join(home, 'small'), owner);
  const secret = join(home, 'password');
  writeFileSync(secret, PASSWORD, { mode: 0o600 });
  chownSync(secret, owner.uid, owner.gid);
  const init = ['-D', folder, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', secret];
  await run(join(programs, 'initdb'), [...init, '-E', 'UTF8', '--locale=C.UTF-8', '-N'], owner);
  if (standby) writeFileSync(join(folder, 'standby.signal'), '');
  const port = await freePort();
  const all = {
    port: `${port}`,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: home,
    ...settings,
  };
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const mount =
    small && `mount -t tmpfs -o size=${small},mode=700,uid=${owner.uid} small '${disk}'`;
  const server = new Server(
    mount,
    [join(programs, 'postgres'), '-D', folder, ...args],
    owner,
    home,
  );
  const url = (database = 'postgres') =>
    `postgresql://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`;
  const sql = (/** @type {string} */ text) => {
    const { status, stdout, stderr } = spawnSync(
      join(programs, 'psql'),
      ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', url()],
      { input: text, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`psql ended with ${status}: ${stderr}`);
    return stdout.trim();
  };
  await server.start();
  if (small) sql(`CREATE TABLESPACE small LOCATION '${disk}'`);
  return {
    ...{ port, url, password: PASSWORD, sql },
    pid: () => server.pid,
    hold: async (text) => {
      const psql = spawn(join(programs, 'psql'), ['-X', '-q', '-A', '-t', url()]);
      psql.stdin.write(`BEGIN;\n${text};\n\\echo held\n`);
      for await (const said of psql.stdout) if (`${said}`.includes('held')) break;
      return () => void psql.kill('SIGKILL');
    },
    start: () => server.start(),
    stop: () => server.end('SIGINT'),
    kill: () => server.kill(),
    resize: (size) => {
      const inside = ['-t', `${server.pid}`, '-m', 'mount', '-o', `remount,size=${size}`, disk];
      const { status, stderr } = spawnSync('nsenter', inside, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`remount ended with ${status}: ${stderr}`);
    },
    dispose: async () => {
      await server.kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** @typedef {{ readonly uid: number, readonly gid: number }} Owner */

class Server {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;
  #mount;
  #args;
  #owner;
  #home;

  /**
   * @param {string | undefined} mount is seen by the server only, and goes with it
   * @param {readonly string[]} args the program first
   * @param {Owner} owner
   * @param {string} home
   */
  constructor(mount, args, owner, home) {
    this.#mount = mount;
    this.#args = args;
    this.#owner = owner;
    this.#home = home;
  }

  get pid() {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('PostgreSQL does not run');
    return pid;
  }

  /** Resolves once it takes connections. */
  async start() {
    const { uid, gid } = this.#owner;
    // The system ends it with this process; its own children find that out by themselves.
    const own = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--pdeathsig=KILL'];
    const script = `${this.#mount ?? ':'} && exec setpriv "$@"`;
    const child = spawn('unshare', ['-m', 'sh', '-c', script, 'sh', ...own, ...this.#args], {
      cwd: this.#home,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    let said = '';
    await new Promise((resolve, reject) => {
      child.stderr?.on('data', (piece) => {
        said = (said + piece).slice(-4000);
        if (/ready to accept (read-only )?connections/.test(said)) resolve(undefined);
      });
      child.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said}`)));
    });
  }

  /** @param {NodeJS.Signals} signal */
  async end(signal) {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  /** The server's own processes are killed with it, as a machine without power would. */
  async kill() {
    const pid = this.#child?.pid;
    const children = pid === undefined ? [] : childrenOf(pid);
    await this.end('SIGKILL');
    for (const child of children) {
      try {
        process.kill(child, 'SIGKILL');
      } catch {
        // It has seen that its parent is gone.
      }
    }
  }
}

/** @param {string} path @param {Owner} owner */
function ownFolder(path, { uid, gid }) {
  mkdirSync(path, { mode: 0o700 });
  chownSync(path, uid, gid);
  return path;
}

/** @param {number} pid */
function childrenOf(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', `${pid}`], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map(Number)
    .filter((child) => child > 0);
}

/** The newest version that is installed. */
function programsOf() {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).map(Number) : [];
  if (versions.length === 0) throw new Error(`there is no PostgreSQL in ${root}`);
  return join(root, `${Math.max(...versions)}`, 'bin');
}

/** @param {string} name @returns {Owner} */
function ownerOf(name) {
  const [uid = 0, gid = 0] = ['-u', '-g'].map((what) =>
    Number(spawnSync('id', [what, name], { encoding: 'utf8' }).stdout),
  );
  if (!(uid > 0 && gid > 0)) throw new Error(`there is no user ${name}`);
  return { uid, gid };
}

/** @param {string} program @param {readonly string[]} args @param {Owner} owner */
async function run(program, args, owner) {
  const child = spawn(program, args, { ...owner, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece) => (said += piece));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said}`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
