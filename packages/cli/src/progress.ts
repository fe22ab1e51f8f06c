import type { Io } from './io.ts';

/** On a terminal, shows on stderr what is being done and for how long, until it is done. */
export async function withProgress<T>(io: Io, what: string, work: () => Promise<T>): Promise<T> {
  if (!io.stderr.isTTY) return work();
  let seconds = 0;
  const show = () => io.stderr.write(`\r\u001b[K${what}… ${seconds++} s`);
  show();
  const timer = setInterval(show, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    io.stderr.write('\r\u001b[K');
  }
}
