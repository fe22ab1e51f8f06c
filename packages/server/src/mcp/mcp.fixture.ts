import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import { documentOf } from '../document/document.fixture.ts';
import { RunError, type RunOperation } from '../threads/run.ts';
import type { McpParts } from './factory-server.ts';

export const TEXT = readFileSync(
  join(import.meta.dirname, '../../../..', 'examples/one-pod.yaml'),
  'utf8',
);

/** Operations that wait until they are cancelled, and how many do. */
export interface Held {
  readonly run: RunOperation;
  readonly waiting: () => number;
}

/** Answers in this thread; what has `slow` in a name waits until it is cancelled. */
export function holding(): Held {
  let waiting = 0;
  const run: RunOperation = (name, input, signal) => {
    if (!JSON.stringify(input).includes('"slow"')) return Promise.resolve(dispatch(name, input));
    waiting++;
    return new Promise((_, reject) => {
      const end = () => {
        waiting--;
        reject(new RunError('cancelled', 'Cancelled.'));
      };
      if (signal?.aborted) end();
      else signal?.addEventListener('abort', end, { once: true });
    });
  };
  return { run, waiting: () => waiting };
}

export async function partsOf(run: RunOperation, text = TEXT): Promise<McpParts> {
  return {
    document: await documentOf('one-pod.yaml', text),
    ...{ edits: {}, typed: 'one-pod.yaml', run, threads: 2, version: '1.2.3' },
    library: {
      docs: [{ path: 'docs/a.md', title: 'A', about: 'About A.' }],
      read: (path) => (path === 'docs/a.md' ? '# A\n' : undefined),
    },
  };
}

/** The first message of a client of 2025. */
export const INITIALIZE = {
  ...{ jsonrpc: '2.0', id: 0, method: 'initialize' },
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  },
};

/** A call of a tool. */
export function toolCall(id: number, name: string, given: unknown, meta?: object) {
  const params = { name, arguments: given, ...(meta ? { _meta: meta } : {}) };
  return { jsonrpc: '2.0', id, method: 'tools/call', params };
}
