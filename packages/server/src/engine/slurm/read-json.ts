import { countGpus, type JobRow, type NodeRow, type PartitionRow } from './rows.ts';

/*
 * JSON of `squeue --json` and of slurmrestd, which share their data parsers: v0.0.41 and later were looked at.
 * Numbers come plain or as {set, infinite, number}, states as a word or a list of words.
 */

/** An object of unknown shape. */
type Json = Readonly<Record<string, unknown>>;

/** Undefined if the answer is no list of jobs. */
export function readJobsJson(answer: unknown): readonly JobRow[] | undefined {
  return listOf(answer, 'jobs')?.map((job) => {
    const exit = objectOf(job['exit_code']);
    const array = numberOf(job['array_job_id']);
    return {
      id: String(array || numberOf(job['job_id'])),
      name: textOf(job['name']),
      states: wordsOf(job['job_state']),
      // The description says more where there is one: "launch failed requeued held" is JobHeldUser besides.
      reason: textOf(job['state_description']) || textOf(job['state_reason']),
      submitted: numberOf(job['submit_time']) ?? 0,
      ended: numberOf(job['end_time']) || undefined,
      restarts: numberOf(job['restart_cnt']) ?? 0,
      exitCode: numberOf(exit['return_code']),
      signal: numberOf(objectOf(exit['signal'])['id']),
      nodes: textOf(job['nodes']),
      failedNode: textOf(job['failed_node']) || undefined,
    };
  });
}

/** Nodes of a partition. */
export function readNodesJson(answer: unknown, partition: string): readonly NodeRow[] | undefined {
  const nodes = listOf(answer, 'nodes')?.filter((node) =>
    wordsOf(node['partitions']).includes(partition),
  );
  return nodes?.map((node) => ({
    name: textOf(node['name']),
    states: wordsOf(node['state']),
    reason: textOf(node['reason']),
    reasonBy: textOf(node['reason_set_by_user']) || undefined,
    reasonAt: numberOf(node['reason_changed_at']) || undefined,
    gpus: countGpus(textOf(node['gres'])),
  }));
}

/** Nodes in Slurm's order and where they are reached. */
export function readAddressesJson(answer: unknown): ReadonlyMap<string, string> | undefined {
  const nodes = listOf(answer, 'nodes')?.map((node) => {
    const name = textOf(node['name']);
    return [name, textOf(node['address']) || name] as const;
  });
  return nodes && new Map(nodes);
}

/** The first partition of an answer. */
export function readPartitionJson(answer: unknown): PartitionRow | undefined {
  const partition = listOf(answer, 'partitions')?.[0];
  if (!partition) return undefined;
  const accounts = objectOf(partition['accounts']);
  return {
    name: textOf(partition['name']),
    state: wordsOf(objectOf(partition['partition'])['state']).join('+'),
    maxTime: numberOf(objectOf(partition['maximums'])['time']),
    accounts: namesOf(accounts['allowed']),
    deniedAccounts: namesOf(accounts['deny']) ?? [],
  };
}

/** What went wrong, in the words of slurmrestd; empty if nothing did. */
export function readErrors(answer: unknown): readonly string[] {
  return (listOf(answer, 'errors') ?? []).map((error) => {
    const [what, why] = [textOf(error['error']), textOf(error['description'])];
    return [what, why].filter((text) => text !== '').join(': ');
  });
}

/** The path of an answer that holds an id: the job that was submitted. */
export function readJobId(answer: unknown): string | undefined {
  const id = numberOf(objectOf(answer)['job_id']);
  return id ? String(id) : undefined;
}

/** Release of the Slurm that answered: `24.11.5`. */
export function readRelease(answer: unknown): string | undefined {
  const slurm = objectOf(objectOf(objectOf(answer)['meta'])['slurm']);
  return textOf(slurm['release']) || undefined;
}

/** Whether a controller answered slurmrestd; a ping succeeds without. */
export function readPing(answer: unknown): boolean {
  return (listOf(answer, 'pings') ?? []).some(({ pinged }) => pinged === 'UP');
}

/** The newest data parser in the paths of a document of OpenAPI: `v0.0.42`. */
export function newestParser(document: unknown): string | undefined {
  const versions = Object.keys(objectOf(objectOf(document)['paths'])).flatMap((path) => {
    const found = /^\/slurm\/(v\d+\.\d+\.\d+)\/job\/submit\/?$/.exec(path);
    return found ? [found[1]!] : [];
  });
  const rank = (version: string) =>
    version
      .slice(1)
      .split('.')
      .reduce((sum, part) => sum * 1_000 + Number(part), 0);
  return versions.sort((a, b) => rank(b) - rank(a))[0];
}

function listOf(answer: unknown, key: string): readonly Json[] | undefined {
  const list = objectOf(answer)[key];
  return Array.isArray(list) ? list.map(objectOf) : undefined;
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const { set, number } = objectOf(value);
  return set === true && typeof number === 'number' ? number : undefined;
}

function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}

function namesOf(value: unknown): readonly string[] | undefined {
  const text = textOf(value);
  return text === '' ? undefined : text.split(',');
}
