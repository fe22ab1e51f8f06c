import type { Context } from '../command.ts';
import { toJson } from '../text/json.ts';
import { printable } from '../text/paint.ts';

/** Prints a result: as JSON with `--json`, else as the lines that `show` makes of it, each on one line. */
export function print({ io, args }: Context, json: unknown, show: () => readonly string[]): void {
  io.stdout.write(args.flags.has('json') ? toJson(json) : `${show().map(printable).join('\n')}\n`);
}
