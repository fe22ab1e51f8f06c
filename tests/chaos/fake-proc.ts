import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface FakeProcess {
  readonly parent?: number;
  readonly start?: number;
  readonly state?: string;
  /** Of the program, as the kernel shows it. */
  readonly name?: string;
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A folder that looks like /proc, for process trees that need not run. */
export class FakeProc {
  readonly folder = mkdtempSync(join(tmpdir(), 'gigafactory-proc-'));

  constructor() {
    writeFileSync(join(this.folder, 'uptime'), '1 1');
  }

  set(pid: number, { parent = 1, start = pid, state = 'S', name = 'node', ...rest }: FakeProcess) {
    const folder = join(this.folder, String(pid));
    mkdirSync(folder, { recursive: true });
    const others = Array.from({ length: 17 }, () => '0').join(' ');
    writeFileSync(
      join(folder, 'stat'),
      `${pid} (${name}) ${state} ${parent} ${others} ${start} 0 0`,
    );
    writeFileSync(join(folder, 'cmdline'), (rest.argv ?? []).map((part) => `${part}\0`).join(''));
    const entries = Object.entries(rest.env ?? {});
    writeFileSync(join(folder, 'environ'), entries.map((entry) => `${entry.join('=')}\0`).join(''));
  }

  end(pid: number): void {
    rmSync(join(this.folder, String(pid)), { recursive: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
