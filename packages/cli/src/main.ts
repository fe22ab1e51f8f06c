import { nearestName } from '@gigafactory/core/base';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { loadCommand, loadCommands } from './commands/index.ts';
import { EXIT, InputError, inputError, STOPS, Stopped } from './failure.ts';
import { showCommandHelp, showHelp } from './help.ts';
import type { Io, Output } from './io.ts';
import { processIo } from './process-io.ts';
import { problemLines, sentenceLines } from './show/problem.ts';
import { toJson } from './text/json.ts';
import { type Paint, paintFor } from './text/paint.ts';
import { widthFor } from './text/wrap.ts';
import { VERSION } from './version.ts';

/**
 * The program.
 * @param argv the words after the program's name
 * @returns the exit code: 0 fine, 1 a requirement fails, 2 bad input or output that cannot be written, 3 a run
 * that failed or was stopped, 70 a bug in the program, 130 or 143 stopped by SIGINT or SIGTERM
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  const code = await runToEnd(argv, io);
  const failure = await io.stdout.settled();
  if (failure === undefined) return code;
  io.stderr.write(`Standard output could not be written (${failure}).\n`);
  return EXIT.badInput;
}

async function runToEnd(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await runCommand(argv, io);
  } catch (error) {
    if (error instanceof InputError) return await reportProblems(error, argv, io);
    if (error instanceof Stopped) return STOPS[error.signal];
    return reportInternal(error, io);
  }
}

async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  const width = widthFor(io.stdout.columns);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    refuseMore(name, 'one command', rest.slice(1));
    io.stdout.write(
      rest[0] === undefined
        ? showHelp(await loadCommands(), width)
        : showCommandHelp(await findCommand(rest[0]), width),
    );
    return EXIT.ok;
  }
  if (name === '--version') {
    refuseMore(name, 'nothing', rest);
    io.stdout.write(`${VERSION}\n`);
    return EXIT.ok;
  }
  const command = await findCommand(name);
  const args = readArguments(rest, command);
  if (args.flags.has('help')) {
    if (args.flags.has('json')) {
      throw inputError('usage.value', '--help and --json do not go together: help is text.');
    }
    io.stdout.write(showCommandHelp(command, width));
    return EXIT.ok;
  }
  return command.run({ io, args, paint: choosePaint(io, width, args.flags.has('no-color')) });
}

function refuseMore(name: string | undefined, takes: string, [extra]: readonly string[]): void {
  if (extra === undefined) return;
  throw inputError(
    'usage.operand',
    `"gigafactory ${name}" takes ${takes}; "${extra}" is too much.`,
  );
}

async function findCommand(name: string): Promise<Command> {
  const found = await loadCommand(name);
  if (found) return found;
  const commands = await loadCommands();
  const names = commands.filter(({ isHidden }) => !isHidden).map((command) => command.name);
  throw inputError(
    'usage.command',
    `There is no command "${name}"; "gigafactory --help" lists them.`,
    nearestName(name, names),
  );
}

function choosePaint({ stdout, env }: Io, width: number, without: boolean): Paint {
  // https://no-color.org: set to anything but the empty string.
  return paintFor({ isColoured: stdout.isTTY && !env['NO_COLOR'] && !without, width });
}

async function reportProblems(
  { problems, file }: InputError,
  argv: readonly string[],
  io: Io,
): Promise<number> {
  if (argv.includes('--json')) {
    const isStream = (await loadCommand(argv[0] ?? ''))?.isStream === true;
    io.stdout.write(isStream ? `${JSON.stringify({ problems })}\n` : toJson({ problems }));
    return EXIT.badInput;
  }
  for (const problem of problems) {
    writeLines(io.stderr, await problemLines(problem, file, io.stderr));
  }
  return EXIT.badInput;
}

function reportInternal(error: unknown, io: Io): number {
  const message = error instanceof Error ? error.message : String(error);
  const said = `This is a bug in Gigafactory; please report it: ${message.split('\n')[0]}`;
  writeLines(io.stderr, sentenceLines(said, io.stderr));
  if (io.env['GIGAFACTORY_DEBUG'] === '1' && error instanceof Error) {
    io.stderr.write(`${error.stack}\n`);
  }
  return EXIT.internal;
}

function writeLines(output: Output, lines: readonly string[]): void {
  output.write(`${lines.join('\n')}\n`);
}
