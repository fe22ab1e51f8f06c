import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { failed, ok, type Problem, type Result, type Seconds } from '@gigafactory/core/base';

export type CommandName = 'sbatch' | 'squeue' | 'sinfo' | 'scontrol' | 'scancel';

interface Call {
  readonly command: CommandName;
  readonly args: readonly string[];
  /** Standard input. */
  readonly input?: string | undefined;
  /** Joined to the environment. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
}

/** Runs one command of Slurm and answers what it printed. */
export type RunCommand = (call: Call) => Promise<Result<string>>;

/** Variables that a command of Slurm needs of the environment; the control plane's secrets are not its business. */
const PASSED =
  /^(PATH|HOME|USER|LOGNAME|SLURM_CONF|SLURM_JWT|SLURM_CLUSTERS|KRB5CCNAME|LD_LIBRARY_PATH)$/;

/** B; 12,500 nodes are 1 MB as text, and 16,000 jobs of one user 64 MB as JSON. */
const MOST_OUTPUT = 256e6;

export interface CommandOptions {
  readonly commands?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly patience: Seconds;
}

/** Commands by argument vector, without a shell, each with a time limit and with no more environment than it needs. */
export function commandRunner({ commands, environment, patience }: CommandOptions): RunCommand {
  const base = {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => PASSED.test(name))),
    LC_ALL: 'C',
    SLURM_TIME_FORMAT: '%s',
  };
  return ({ command, args, input = '', secrets }) =>
    new Promise((resolve) => {
      const file = commands === undefined ? command : join(commands, command);
      const options = {
        env: { ...base, ...secrets },
        cwd: '/',
        timeout: patience * 1e3,
        killSignal: 'SIGKILL',
        maxBuffer: MOST_OUTPUT,
      } as const;
      const child = execFile(file, args, options, (error, stdout, stderr) => {
        if (!error) resolve(ok(stdout));
        else if (error.code === 'ENOENT') resolve(failed(missing(file)));
        else if (error.killed) resolve(failed(silent(`${command} took more than ${patience} s`)));
        else resolve(failed(understandFailure(command, stderr || stdout || error.message)));
      });
      // It may end without reading what it is given.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
}

/** What a failed command means. Silence says nothing about jobs and nodes, and passes. */
export function understandFailure(command: string, stderr: string): Problem {
  const said = stderr
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\w+: (error: |fatal: )?/, '').trim())
    .filter((line) => line !== '')
    .join('; ');
  if (isSilenceSaid(said)) return silent(`${command}: ${said}`);
  if (/Invalid user id|ermission denied|Must be owner|not authorized/i.test(said)) {
    return { code: 'slurm.permission', message: `Slurm refuses ${command} to this user: ${said}.` };
  }
  return { code: 'slurm.refused', message: `Slurm refuses ${command}: ${said}.` };
}

/** Whether a problem is Slurm's silence, after which nothing is known. */
export function isSilence({ code }: Problem): boolean {
  return code === 'slurm.silent';
}

/** Whether words of Slurm, from a command or from slurmrestd, say that the controller was not heard to the end. */
export function isSilenceSaid(said: string): boolean {
  return SILENT.test(said);
}

const SILENT =
  /Unable to contact slurm controller|Communication (connection|shutdown) failure|Message (send|receive) failure|timed out|Timeout waiting|Connection (refused|reset|timed out)|not responding|Zero Bytes|Unable to establish|backup controller in standby|temporarily unable|Incomplete message|Unexpected missing socket|Resource temporarily unavailable/i;

export function silent(why: string): Problem {
  return { code: 'slurm.silent', message: `Slurm does not answer (${why}).` };
}

function missing(file: string): Problem {
  const message = `There is no command ${file}: install the commands of Slurm here, put their folder into PATH, or name a slurmrestd in engine.rest.`;
  return { code: 'slurm.missing', message };
}
