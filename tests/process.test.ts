import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

/** What only a separate process can show: streams that fail, limits of the system, signals. */

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FILE = join(ROOT, 'examples/one-pod.yaml');
const folder = mkdtempSync(join(tmpdir(), 'gigafactory-process-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a line of bash in which `$G` is the built program and `$F` a factory file. */
function bash(line: string) {
  const G = `${process.execPath} ${join(ROOT, 'packages/cli/bin/gigafactory.js')}`;
  const env = { ...process.env, G, F: FILE };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

const FAILS = "$G check $F --set requirements.0.atMost='1 d'";

describe('the process', () => {
  it
    .runIf(existsSync('/dev/full'))
    .each(['plan $F --json', 'check $F', '--help', 'plan nowhere --json'])(
    'ends "%s" with one line and 2 where standard output is full',
    (command) => {
      const { code, out, err } = bash(`$G ${command} > /dev/full`);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toBe('Standard output could not be written (ENOSPC).\n');
    },
  );

  it.each([0, 0.5, 1, 2, 4])(
    'is no more soon after "up" is told to end, %d s after its address',
    (seconds) => {
      // Chats, models and the index of the documents are opened one after the other meanwhile.
      const home = join(folder, `home-${seconds}`);
      const line = `touch up.txt; GIGAFACTORY_HOME=${home} $G up $F --port 4790 > up.txt 2>&1 & P=$!
        until grep -q Console: up.txt; do sleep 0.1; done; sleep ${seconds}; kill -TERM $P
        for I in $(seq 600); do kill -0 $P 2>&- || break; sleep 0.1; done; kill -9 $P 2>&- && echo stayed; true`;
      expect(bash(line)).toEqual({ code: 0, out: '', err: '' });
      for (const left of [home, join(folder, 'up.txt')]) rmSync(left, { recursive: true });
    },
  );

  it('says what to do in a clone that is not built', () => {
    const clone = join(folder, 'clone/packages/cli');
    cpSync(join(ROOT, 'packages/cli/bin'), join(clone, 'bin'), { recursive: true });
    cpSync(join(ROOT, 'packages/cli/package.json'), join(clone, 'package.json'));
    const { code, out, err } = bash(`node ${clone}/bin/gigafactory.js plan $F`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe('This clone is not built yet. Build it once: npm run build\n');
    rmSync(join(folder, 'clone'), { recursive: true });
  });

  it('keeps its exit code where standard error is full, and where a reader has gone', () => {
    expect(bash(`${FAILS} 2> /dev/full`).code).toBe(1);
    for (let again = 0; again < 3; again++) {
      const { out, err } = bash(`${FAILS} | true; echo "\${PIPESTATUS[0]}"`);
      expect({ out, err }).toEqual({ out: '1\n', err: '' });
    }
  });

  it('keeps the old file where a new one does not fit on the disk', () => {
    writeFileSync(join(folder, 'life.jsonl'), 'old\n');
    const { code, err } = bash('ulimit -f 1; $G twin $F --days 30 --record life.jsonl');
    expect(code).toBe(2);
    expect(err).toBe('"life.jsonl" could not be written (EFBIG).\n');
    expect(readFileSync(join(folder, 'life.jsonl'), 'utf8')).toBe('old\n');
    expect(readdirSync(folder)).toEqual(['life.jsonl']);
    rmSync(join(folder, 'life.jsonl'));
  });

  it('takes a link that leads nowhere, a long name and a strange device for mistakes of ours', () => {
    symlinkSync('b', join(folder, 'a'));
    symlinkSync('a', join(folder, 'b'));
    for (const name of ['a', 'x'.repeat(5000), '/proc/self/mem', '.']) {
      const { code, out, err } = bash(`$G plan ${name} --json`);
      expect({ code, err }).toEqual({ code: 2, err: '' });
      expect(JSON.parse(out).problems).toHaveLength(1);
    }
    expect(bash('$G plan - < .').code).toBe(2);
  });

  it
    .runIf(process.platform === 'linux')
    .each(['plan $F', 'twin $F --days 5 --lives 2 --threads 1'])(
    'runs "%s" in the address space that CI machines allow',
    (command) => {
      const { code, err } = bash(`ulimit -v 8000000; $G ${command}`);
      expect({ code, err }).toEqual({ code: 0, err: '' });
    },
  );

  it.each([
    ['INT', 130],
    ['TERM', 143],
  ])('ends with the code of SIG%s whatever it is at', (signal, code) => {
    // A background job of a shell without job control ignores SIGINT, so node sends the signal itself.
    const slow = 'twin $F --lives 100000 --days 3000 --threads 1';
    const send = `node -e 'process.kill(Number(process.argv[1]), "SIG${signal}")'`;
    const line = `set -m; $G ${slow} & sleep 3; ${send} $!; wait $!; echo $?`;
    expect(bash(line).out.trim().split('\n').at(-1)).toBe(String(code));
  });
});
