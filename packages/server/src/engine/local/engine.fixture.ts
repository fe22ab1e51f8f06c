import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { findByEnvironment, killGroup, type LiveProcess } from '../../process/processes.ts';
import { FOLDER_VARIABLE, type TestClock, TestEngine } from '../gang/engine.fixture.ts';
import { AgentCluster } from './agent-cluster.ts';
import type { Wire } from './agent-link.ts';
import type { LocalEngineOptions } from './options.ts';

const AGENT = fileURLToPath(new URL('./agent.ts', import.meta.url));

let script: Promise<string> | undefined;

/** The agent as a program: compiled from its source, so that a test never runs an old one. */
export function builtAgent(): Promise<string> {
  script ??= (async () => {
    const outDir = mkdtempSync(join(tmpdir(), 'gigafactory-agent-'));
    process.on('exit', () => rmSync(outDir, { recursive: true, force: true }));
    await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        ssr: AGENT,
        outDir,
        emptyOutDir: false,
        rollupOptions: { output: { entryFileNames: 'agent.mjs' } },
      },
    });
    return join(outDir, 'agent.mjs');
  })();
  return script;
}

export class TestLocalEngine extends TestEngine {
  constructor(options: LocalEngineOptions & { readonly clock: TestClock }, wire?: Wire) {
    super(options, (host) => new AgentCluster(options, host, wire));
  }
}

/** Ends everything of an engine. */
export function cleanUp(engine: TestEngine): void {
  const agents = engine.nodes().flatMap(({ agent }) => agent ?? []);
  engine.close();
  for (const agent of agents) killGroup(agent);
  for (const rank of ranksIn(engine)) killGroup(rank);
}

/** Living processes that agents of an engine started, all or those of one rank. */
export function ranksIn(engine: TestEngine, rank?: number): LiveProcess[] {
  return findByEnvironment({
    [FOLDER_VARIABLE]: engine.folder,
    ...(rank !== undefined && { RANK: String(rank) }),
  });
}
