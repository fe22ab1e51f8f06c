import type { Context } from '../command.ts';
import { EXIT, Stopped, type StopSignal } from '../failure.ts';
import { printable } from '../text/paint.ts';

/** Text that may wait for a slow reader, in UTF-16 units. */
const MOST_WAITING = 65_536;

export interface Printed<Entry> {
  /** Whether it goes on until it is stopped: then Ctrl-C is how it ends, and no failure. */
  readonly follow: boolean;
  readonly open: (signal: AbortSignal) => AsyncIterable<Entry>;
  /** The lines of an entry for people. */
  readonly show: (entry: Entry) => readonly string[];
}

/**
 * Prints entries as they come: with `--json` one a line, else as the lines that `show` makes of them. It ends
 * with the entries, when the process is asked to stop, or when nobody reads any more.
 * @throws Stopped if it is asked to stop before it has all
 */
export async function printStream<Entry>(
  { io, args }: Context,
  { follow, open, show }: Printed<Entry>,
): Promise<number> {
  const ended = new AbortController();
  let stop: StopSignal | undefined;
  void io.stopped().then((signal) => {
    stop = signal;
    ended.abort();
  });
  void io.stdout.gone.then(() => ended.abort());
  const isJson = args.flags.has('json');
  let waiting = 0;
  for await (const entry of open(ended.signal)) {
    if (ended.signal.aborted) break;
    const lines = isJson ? [JSON.stringify(entry)] : show(entry).map(printable);
    const text = lines.map((line) => `${line}\n`).join('');
    io.stdout.write(text);
    waiting += text.length;
    if (waiting < MOST_WAITING) continue;
    waiting = 0;
    if ((await io.stdout.settled()) !== undefined) break;
  }
  if (stop !== undefined && !(follow && stop === 'SIGINT')) throw new Stopped(stop);
  return EXIT.ok;
}
