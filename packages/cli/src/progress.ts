import type { Io } from './io.ts';
import { widthFor } from './text/wrap.ts';

/**
 * On a terminal, shows on stderr what is being done and for how long, until it is done. The work may report
 * in more detail.
 */
export async function withProgress<T>(
  io: Io,
  what: string,
  work: (say: (what: string) => void) => Promise<T>,
): Promise<T> {
  if (!io.stderr.isTTY) return work(() => {});
  let seconds = 0;
  let said = what;
  const show = () => {
    const time = `… ${seconds} s`;
    // A longer line would wrap, and the next one would not replace all of it.
    const room = widthFor(io.stderr.columns) - time.length - 1;
    io.stderr.write(`\r\u001b[K${said.slice(0, room)}${time}`);
  };
  show();
  const timer = setInterval(() => {
    seconds++;
    show();
  }, 1000);
  try {
    return await work((now) => {
      said = now;
      show();
    });
  } finally {
    clearInterval(timer);
    io.stderr.write('\r\u001b[K');
  }
}
