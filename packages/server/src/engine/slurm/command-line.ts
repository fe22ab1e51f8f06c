import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import type { CommandName, RunCommand } from './commands.ts';
import type { DoorOptions, SlurmDoor } from './door.ts';
import { readJobsJson } from './read-json.ts';
import {
  JOB_COLUMNS,
  NODE_COLUMNS,
  readAddressesText,
  readJobsText,
  readNodesText,
  readPartitionText,
} from './read-text.ts';
import type { JobRow, NodeRow, PartitionRow } from './rows.ts';
import { type Submission, sbatchArguments } from './submission.ts';

/** The first release whose `squeue --json` says states as lists and keeps to `--me`; 22.05 does neither. */
const FIRST_WITH_JSON = [24, 5];

/** A job is 18 kB as JSON and 0.1 kB as text: beyond so much (some 200 jobs) text is asked for. B */
const MOST_JSON = 4e6;

/** A node that no site has. */
const NO_NODE = 'gigafactory-no-such-node';

/**
 * Slurm by its commands. Jobs are read as JSON where the release has it, for only JSON names the node that failed.
 * Nodes are always read as text: JSON of 12,500 is 29 MB instead of some lines, and says nothing more that is needed.
 */
export class CommandLine implements SlurmDoor {
  readonly #run: RunCommand;
  readonly #options: DoorOptions;
  #hasJson: boolean | undefined;

  constructor(run: RunCommand, options: DoorOptions) {
    this.#run = run;
    this.#options = options;
  }

  async release(): Promise<Result<string>> {
    const version = await this.#releaseOfCommands();
    if (!version.ok) return version;
    // The version of the commands needs no controller; this does.
    const { partition } = this.#options;
    const asked = await this.#call('sinfo', ['--noheader', '--format=%R', `-p${partition}`]);
    return asked.ok ? version : asked;
  }

  async partition(): Promise<Result<PartitionRow | undefined>> {
    const { partition } = this.#options;
    const args = ['--oneliner', 'show', 'partition', partition];
    const answer = await this.#call('scontrol', args);
    if (answer.ok) return ok(readPartitionText(answer.value));
    // 24.11 prints that it is not found and succeeds, 22.05 and others fail.
    return hasSaid(answer.problems, /not found|Invalid partition/i) ? ok(undefined) : answer;
  }

  async jobs(): Promise<Result<readonly JobRow[]>> {
    const rows = (await this.#canJson()) ? await this.#jobsJson() : await this.#jobsText();
    const { prefix } = this.#options;
    return rows.ok ? ok(rows.value.filter(({ name }) => name.startsWith(prefix))) : rows;
  }

  async nodes(list?: string): Promise<Result<readonly NodeRow[]>> {
    const answer = await this.#call('sinfo', [
      '--noheader',
      `--partition=${this.#options.partition}`,
      ...(list === undefined ? [] : [`--nodes=${list}`]),
      `--Format=${NODE_COLUMNS}`,
    ]);
    return answer.ok ? ok(readNodesText(answer.value)) : answer;
  }

  async addresses(list?: string): Promise<Result<ReadonlyMap<string, string>>> {
    const args = ['--oneliner', 'show', 'node', ...(list === undefined ? [] : [list])];
    const answer = await this.#call('scontrol', args);
    return answer.ok ? ok(readAddressesText(answer.value)) : answer;
  }

  async submit(submission: Submission): Promise<Result<string>> {
    const answer = await this.#run({
      command: 'sbatch',
      args: sbatchArguments(submission),
      input: submission.script,
      secrets: submission.secrets,
    });
    if (!answer.ok) return answer;
    const id = /^(\d+)(;|$)/.exec(answer.value.trim())?.[1];
    if (id !== undefined) return ok(id);
    return failed(unreadable('sbatch', answer.value));
  }

  async rehearse(submission: Submission): Promise<Result<boolean>> {
    const answer = await this.#run({
      command: 'sbatch',
      args: ['--test-only', ...sbatchArguments(submission)],
      input: submission.script,
    });
    return answer.ok ? ok(true) : answer;
  }

  async cancel(id: string): Promise<Result<undefined>> {
    const answer = await this.#call('scancel', [id]);
    // One that is gone is refused by some releases and passed over by others.
    if (answer.ok || hasSaid(answer.problems, /Invalid job id|already|complet/i)) {
      return ok(undefined);
    }
    return answer;
  }

  async drain(node: string, reason: string): Promise<Result<undefined>> {
    return this.#update(node, 'DRAIN', reason);
  }

  async undrain(node: string): Promise<Result<undefined>> {
    return this.#update(node, 'UNDRAIN');
  }

  async mayDrain(): Promise<Result<boolean>> {
    const answer = await this.#update(NO_NODE, 'RESUME');
    if (answer.ok || hasSaid(answer.problems, /Invalid node name/i)) return ok(true);
    return answer.problems[0]?.code === 'slurm.permission' ? ok(false) : answer;
  }

  async #update(node: string, state: string, reason?: string): Promise<Result<undefined>> {
    const args = ['update', `NodeName=${node}`, `State=${state}`];
    const answer = await this.#call(
      'scontrol',
      reason === undefined ? args : [...args, `Reason=${reason}`],
    );
    return answer.ok ? ok(undefined) : answer;
  }

  async #jobsJson(): Promise<Result<readonly JobRow[]>> {
    const answer = await this.#call('squeue', ['--me', '--states=all', '--json']);
    if (!answer.ok) return answer;
    if (answer.value.length > MOST_JSON) this.#hasJson = false;
    const rows = parse(answer.value);
    return rows ? ok(rows) : failed(unreadable('squeue', answer.value));
  }

  async #jobsText(): Promise<Result<readonly JobRow[]>> {
    const args = ['--me', '--states=all', '--noheader', `--Format=${JOB_COLUMNS}`];
    const answer = await this.#call('squeue', args);
    return answer.ok ? ok(readJobsText(answer.value)) : answer;
  }

  async #canJson(): Promise<boolean> {
    if (this.#hasJson === undefined) {
      const version = await this.#releaseOfCommands();
      if (!version.ok) return false;
      this.#hasJson = isAtLeast(version.value, FIRST_WITH_JSON);
    }
    return this.#hasJson;
  }

  /** `slurm 24.11.5` or, of Debian, `slurm-wlm 24.11.5`. */
  async #releaseOfCommands(): Promise<Result<string>> {
    const answer = await this.#call('squeue', ['--version']);
    if (!answer.ok) return answer;
    const found = /^\S+ (\d+\.\S+)/.exec(answer.value);
    return found ? ok(found[1]!) : failed(unreadable('squeue --version', answer.value));
  }

  #call(command: CommandName, args: readonly string[]): Promise<Result<string>> {
    return this.#run({ command, args });
  }
}

/** Whether a release is that one or a later one. */
export function isAtLeast(release: string, [major = 0, minor = 0]: readonly number[]): boolean {
  const [ownMajor = 0, ownMinor = 0] = release.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

function hasSaid(problems: readonly Problem[], words: RegExp): boolean {
  return problems.some(({ message }) => words.test(message));
}

function parse(text: string): readonly JobRow[] | undefined {
  try {
    return readJobsJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function unreadable(command: string, said: string): Problem {
  const start = said.trim().slice(0, 200);
  return { code: 'slurm.unreadable', message: `${command} printed what cannot be read: ${start}` };
}
