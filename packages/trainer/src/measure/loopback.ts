import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** Bytes of the buffer that is sent, as large as the gradients of a small model. */
const BUFFER = 4 << 20;
const BUFFERS = 32;
/** Questions that are answered, of one byte. */
const QUESTIONS = 2000;

/** What two processes reach over the loopback interface. */
export interface Loopback {
  /** One way, B/s. */
  readonly bandwidth: number;
  /** From one to the other, s. */
  readonly latency: number;
}

/**
 * Measures between this process and another of the same program, which `program` starts with `--answer PORT`:
 * ranks are processes too.
 */
export async function measureLoopback(program: string): Promise<Loopback> {
  const server = createServer({ noDelay: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port of its own');
  const other = fork(program, ['--answer', String(address.port)]);
  try {
    const [socket] = (await Promise.race([
      once(server, 'connection'),
      once(other, 'exit').then(() => Promise.reject(new Error('the other process has ended'))),
    ])) as [Socket];
    const latency = await timeQuestions(socket);
    const bandwidth = await timeBuffers(socket);
    return { bandwidth, latency };
  } finally {
    other.kill();
    server.close();
  }
}

/** Half of the time from a question to its answer, the shortest, s. */
async function timeQuestions(socket: Socket): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let asked = 0; asked < QUESTIONS; asked++) {
    const start = performance.now();
    socket.write('?');
    await once(socket, 'data');
    best = Math.min(best, performance.now() - start);
  }
  return best / 2 / 1e3;
}

/** B/s of the buffer that came fastest: the others met what else runs on the machine. */
async function timeBuffers(socket: Socket): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let sent = 0; sent < BUFFERS; sent++) {
    const start = performance.now();
    socket.write('!');
    for (let left = BUFFER; left > 0; ) {
      const [piece] = (await once(socket, 'data')) as [Buffer];
      left -= piece.length;
    }
    best = Math.min(best, performance.now() - start);
  }
  return BUFFER / (best / 1e3);
}

/** The other process: answers `?` with a byte, and `!` with a buffer. */
export function answerLoopback(socket: Socket): void {
  socket.setNoDelay(true);
  const buffer = Buffer.alloc(BUFFER, 1);
  socket.on('data', (asked) => {
    socket.write(asked.includes('!') ? buffer : '.');
  });
  // The one that measures has left.
  socket.on('error', () => socket.destroy());
}
