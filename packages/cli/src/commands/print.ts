import type { Context } from '../command.ts';
import { toJson } from '../text/json.ts';

/** Prints a result: as JSON with `--json`, else as the lines that `show` makes of it. */
export function print({ io, args }: Context, json: unknown, show: () => readonly string[]): void {
  io.stdout.write(args.flags.has('json') ? toJson(json) : `${show().join('\n')}\n`);
}
