import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * @typedef {object} Step
 * @property {string} label what is being done, in the -ing form: 'installing'
 * @property {string} command
 * @property {readonly string[]} args
 * @property {string} [advice] what to do when it fails
 * @property {Readonly<Record<string, string>>} [env] added to this process's environment
 *
 * @typedef {object} Outcome
 * @property {boolean} ok
 * @property {number} seconds wall time
 * @property {string} output stdout and stderr, in the order they came
 */

/**
 * Runs a command with one progress line. Its output stays hidden unless it fails; then it is shown
 * in full, followed by the advice.
 * @param {Step} step
 * @returns {Promise<Outcome>}
 */
export async function runStep(step) {
  const progress = startProgress(step.label);
  const outcome = await runHidden(step);
  progress.end(outcome.ok ? 'done' : 'failed');
  if (!outcome.ok) console.log(failureText(step, outcome));
  return outcome;
}

/**
 * What to show of a step that failed: its output in full, followed by the command and the advice.
 * @param {Step} step
 * @param {Outcome} outcome
 */
export function failureText({ command, args, advice }, { output }) {
  const text = `\n${output.trimEnd()}\n\nFailed: ${[command, ...args].join(' ')}`;
  return advice ? `${text}\n${advice}` : text;
}

/**
 * Arguments for running a tool of node_modules under this Node, without npx and its start-up cost.
 * @param {string} script path from the root
 * @param {readonly string[]} args
 * @returns {{ command: string, args: string[] }}
 */
export function nodeTool(script, args) {
  return { command: process.execPath, args: [script, ...args] };
}

/**
 * @param {readonly string[]} args
 * @returns {{ command: string, args: string[] }}
 */
export function npm(args) {
  // npm tells its children where it is; on Windows that also avoids spawning a .cmd file.
  const running = process.env['npm_execpath'];
  return running?.endsWith('npm-cli.js')
    ? { command: process.execPath, args: [running, ...args] }
    : { command: 'npm', args: [...args] };
}

/** Runs a command without a word. @param {Step} step @returns {Promise<Outcome>} */
export function runHidden({ command, args, env }) {
  const started = Date.now();
  return new Promise((resolve) => {
    const chunks = /** @type {Buffer[]} */ ([]);
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stop = forwardSignals(child);
    const finish = (/** @type {boolean} */ ok) => {
      stop();
      const output = Buffer.concat(chunks).toString('utf8');
      resolve({ ok, seconds: (Date.now() - started) / 1000, output });
    };
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => {
      chunks.push(Buffer.from(error.message));
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}

/**
 * Passes a request to stop on to the child, then leaves the way a stopped process does.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} stops forwarding
 */
function forwardSignals(child) {
  const handlers = /** @type {const} */ (['SIGINT', 'SIGTERM']).map((signal) => {
    const handler = () => {
      child.kill(signal);
      // Others that run beside it are told first.
      setImmediate(() => process.exit(signal === 'SIGINT' ? 130 : 143));
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => {
    for (const remove of handlers) remove();
  };
}

/**
 * On a terminal one line that counts seconds; elsewhere a line at the start and one at the end.
 * @param {string} label
 */
function startProgress(label) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const live = process.stdout.isTTY;
  const show = () => process.stdout.write(`\r\x1b[K${label}… ${seconds()}`);
  if (live) show();
  else console.log(`${label}…`);
  const timer = live ? setInterval(show, 1000) : undefined;
  return {
    /** @param {string} how */
    end(how) {
      clearInterval(timer);
      process.stdout.write(`${live ? '\r\x1b[K' : ''}${label}… ${how}, ${seconds()}\n`);
    },
  };
}
