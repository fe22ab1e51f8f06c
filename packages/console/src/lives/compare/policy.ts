import type { Edits } from '../../state/url.ts';

/** What a second policy may change, by its path in the factory file. */
export interface PolicyField {
  readonly path: string;
  readonly label: string;
  /** One of these; free text if left out. */
  readonly choices?: readonly string[];
  readonly placeholder?: string;
}

export const POLICY_FIELDS: readonly PolicyField[] = [
  {
    path: 'resilience.recovery',
    label: 'Recovery',
    choices: ['spare', 'repair', 'shrink', 'replica'],
  },
  { path: 'operations.checkpointInterval', label: 'Checkpoint every', placeholder: '10 min' },
  { path: 'resilience.memoryInterval', label: 'Memory copy every', placeholder: '1 min' },
  { path: 'resilience.spares', label: 'Spares', placeholder: '64' },
  { path: 'resilience.warmStandbys', label: 'Warm standbys', placeholder: '16' },
];

const PREFIX = 'vs.';

/** The second policy's edits from the address, `?vs.resilience.recovery=replica`. */
export function readPolicy(search: string): Edits {
  const params = new URLSearchParams(search);
  const edits: Record<string, string> = {};
  for (const { path } of POLICY_FIELDS) {
    const text = params.get(PREFIX + path)?.trim();
    if (text) edits[path] = text;
  }
  return edits;
}

export function policyParam(path: string): string {
  return PREFIX + path;
}

/** The search part without a second policy. */
export function withoutPolicy(search: string): string {
  const params = new URLSearchParams(search);
  for (const { path } of POLICY_FIELDS) params.delete(PREFIX + path);
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** A policy in words: what it changes. */
export function policyWords(edits: Edits): string {
  const words = POLICY_FIELDS.flatMap(({ path, label }) =>
    edits[path] === undefined ? [] : [`${label.toLowerCase()} ${edits[path]}`],
  );
  return words.join(', ');
}
