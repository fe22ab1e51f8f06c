import { failed, ok, type Problem, type Result, type Seconds } from '@gigafactory/core/base';
import { isSilenceSaid, silent } from './commands.ts';
import type { DoorOptions, SlurmDoor } from './door.ts';
import { expandHostlist } from './hostlist.ts';
import type { SlurmRestOptions } from './options.ts';
import {
  newestParser,
  readAddressesJson,
  readErrors,
  readJobId,
  readJobsJson,
  readNodesJson,
  readPartitionJson,
  readPing,
  readRelease,
} from './read-json.ts';
import type { JobRow, NodeRow, PartitionRow } from './rows.ts';
import { restBody, type Submission } from './submission.ts';

export interface RestOptions extends DoorOptions, SlurmRestOptions {
  readonly patience: Seconds;
}

interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object | undefined;
}

/** What slurmrestd answered, with its status of HTTP. */
interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Where programs are looked for on the nodes, for a job through slurmrestd has no login shell. */
const NODE_PATH =
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/slurm/bin:/usr/local/slurm/bin';

/** A node that no site has. */
const NO_NODE = 'gigafactory-no-such-node';

/**
 * Slurm by slurmrestd, in the newest data parser that the daemon offers. It lists jobs and nodes of the whole
 * cluster, whatever is asked for.
 */
export class SlurmRest implements SlurmDoor {
  readonly #options: RestOptions;
  #parser: string | undefined;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  async release(): Promise<Result<string>> {
    const answer = await this.#ask({ method: 'GET', path: 'ping/' });
    if (!answer.ok) return answer;
    // A ping succeeds with a controller that is down, and with a token that it refuses.
    if (!readPing(answer.value)) {
      const jobs = await this.jobs();
      return jobs.ok ? failed(silent('slurmrestd reaches no controller')) : jobs;
    }
    const release = readRelease(answer.value);
    return release === undefined ? failed(unreadable('ping')) : ok(release);
  }

  async partition(): Promise<Result<PartitionRow | undefined>> {
    const name = encodeURIComponent(this.#options.partition);
    const answer = await this.#ask({ method: 'GET', path: `partition/${name}` });
    if (answer.ok) return ok(readPartitionJson(answer.value));
    return hasSaid(answer.problems, /find partition|Invalid partition/i) ? ok(undefined) : answer;
  }

  async jobs(): Promise<Result<readonly JobRow[]>> {
    const answer = await this.#ask({ method: 'GET', path: 'jobs/' });
    if (!answer.ok) return answer;
    const rows = readJobsJson(answer.value);
    if (!rows) return failed(unreadable('jobs'));
    return ok(rows.filter(({ name }) => name.startsWith(this.#options.prefix)));
  }

  async addresses(): Promise<Result<ReadonlyMap<string, string>>> {
    const answer = await this.#ask({ method: 'GET', path: 'nodes/' });
    if (!answer.ok) return answer;
    const addresses = readAddressesJson(answer.value);
    return addresses ? ok(addresses) : failed(unreadable('nodes'));
  }

  async nodes(list?: string): Promise<Result<readonly NodeRow[]>> {
    const names = list === undefined ? undefined : expandHostlist(list);
    const one = names?.length === 1 ? `node/${encodeURIComponent(names[0]!)}` : 'nodes/';
    const answer = await this.#ask({ method: 'GET', path: one });
    if (!answer.ok) return answer;
    const rows = readNodesJson(answer.value, this.#options.partition);
    if (!rows) return failed(unreadable('nodes'));
    const wanted = names && new Set(names);
    return ok(wanted ? rows.filter(({ name }) => wanted.has(name)) : rows);
  }

  async submit(submission: Submission): Promise<Result<string>> {
    const body = restBody(submission, NODE_PATH);
    const answer = await this.#ask({ method: 'POST', path: 'job/submit', body });
    if (!answer.ok) return answer;
    const id = readJobId(answer.value);
    return id === undefined ? failed(unreadable('job/submit')) : ok(id);
  }

  /** slurmrestd cannot try a job out: a submission that can never run is refused when it is made. */
  async rehearse(): Promise<Result<boolean>> {
    return ok(false);
  }

  async cancel(id: string): Promise<Result<undefined>> {
    const answer = await this.#ask({ method: 'DELETE', path: `job/${id}` });
    if (answer.ok || hasSaid(answer.problems, /Invalid job id|already|complet/i)) {
      return ok(undefined);
    }
    return answer;
  }

  async drain(node: string, reason: string): Promise<Result<undefined>> {
    return this.#update(node, { state: ['DRAIN'], reason });
  }

  async undrain(node: string): Promise<Result<undefined>> {
    return this.#update(node, { state: ['UNDRAIN'] });
  }

  async mayDrain(): Promise<Result<boolean>> {
    const answer = await this.#update(NO_NODE, { state: ['RESUME'] });
    if (answer.ok || hasSaid(answer.problems, /Invalid node name/i)) return ok(true);
    return answer.problems[0]?.code === 'slurm.permission' ? ok(false) : answer;
  }

  async #update(node: string, body: object): Promise<Result<undefined>> {
    const path = `node/${encodeURIComponent(node)}`;
    const answer = await this.#ask({ method: 'POST', path, body });
    return answer.ok ? ok(undefined) : answer;
  }

  async #ask(question: Question): Promise<Result<unknown>> {
    const parser = await this.#newestParser();
    if (!parser.ok) return parser;
    return this.#fetch({ ...question, path: `slurm/${parser.value}/${question.path}` });
  }

  async #newestParser(): Promise<Result<string>> {
    if (this.#parser === undefined) {
      const document = await this.#fetch({ method: 'GET', path: 'openapi/v3' });
      if (!document.ok) return document;
      this.#parser = newestParser(document.value);
    }
    if (this.#parser !== undefined) return ok(this.#parser);
    const message = `The slurmrestd at ${this.#options.url} offers no jobs: start it with -s openapi/slurmctld.`;
    return failed({ code: 'slurm.rest', message });
  }

  async #fetch({ method, path, body }: Question): Promise<Result<unknown>> {
    const { url, patience } = this.#options;
    const token = this.#options.token();
    if (!token) return failed(NO_TOKEN);
    try {
      const response = await fetch(new URL(path, url.endsWith('/') ? url : `${url}/`), {
        method,
        headers: { 'X-SLURM-USER-TOKEN': token, 'Content-Type': 'application/json' },
        signal: AbortSignal.timeout(patience * 1e3),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const problem = understandAnswer({ status: response.status, body: parse(text) });
      return problem ? failed(problem) : ok(parse(text));
    } catch (error) {
      const why = error instanceof Error ? String(error.cause ?? error.message) : String(error);
      return failed(silent(`slurmrestd at ${url}: ${why}`));
    }
  }
}

/** What is wrong with an answer of slurmrestd; undefined if nothing is. */
function understandAnswer(answer: Answer): Problem | undefined {
  const errors = readErrors(answer.body);
  const said = errors.join('; ') || `HTTP ${answer.status}`;
  // An expired token passes the daemon and is refused by the controller, with 511.
  if ([401, 403, 511].includes(answer.status) || /[Aa]uthentication|expired/.test(said)) {
    const message = `Slurm refuses the token of engine.rest: it may have expired (${said}). Renew it: scontrol token lifespan=SECONDS.`;
    return { code: 'slurm.token', message };
  }
  if (answer.status < 300 && errors.length === 0) return undefined;
  if (/Invalid user id|ermission denied/.test(said)) {
    return { code: 'slurm.permission', message: `Slurm refuses this to this user: ${said}.` };
  }
  if (isSilenceSaid(said) || answer.status === 502 || answer.status === 503) return silent(said);
  return { code: 'slurm.refused', message: `Slurm refuses it: ${said}.` };
}

function hasSaid(problems: readonly Problem[], words: RegExp): boolean {
  return problems.some(({ message }) => words.test(message));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const NO_TOKEN: Problem = {
  code: 'slurm.token',
  message:
    'There is no token for slurmrestd where engine.rest says: scontrol token lifespan=SECONDS makes one.',
};

function unreadable(path: string): Problem {
  return { code: 'slurm.unreadable', message: `slurmrestd answered ${path} in an unknown form.` };
}
