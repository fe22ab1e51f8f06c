import { nearestName, showProblem } from '@gigafactory/core/base';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT, InputError, inputError } from './failure.ts';
import { showCommandHelp, showHelp } from './help.ts';
import type { Io } from './io.ts';
import { processIo } from './process-io.ts';
import { toJson } from './text/json.ts';
import { ansiPaint, type Paint, plainPaint } from './text/paint.ts';
import { VERSION } from './version.ts';

/**
 * The program.
 * @param argv the words after the program's name
 * @returns the exit code: 0 fine, 1 a requirement fails, 2 bad input, 70 a bug in the program
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  try {
    return await runCommand(argv, io);
  } catch (error) {
    if (error instanceof InputError) return reportProblems(error, argv, io);
    return reportInternal(error, io);
  }
}

async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    refuseMore(name, 'one command', rest.slice(1));
    io.stdout.write(
      rest[0] === undefined ? showHelp(COMMANDS) : showCommandHelp(findCommand(rest[0])),
    );
    return EXIT.ok;
  }
  if (name === '--version') {
    refuseMore(name, 'nothing', rest);
    io.stdout.write(`${VERSION}\n`);
    return EXIT.ok;
  }
  const command = findCommand(name);
  const args = readArguments(rest, command);
  if (args.flags.has('help')) {
    io.stdout.write(showCommandHelp(command));
    return EXIT.ok;
  }
  return command.run({ io, args, paint: choosePaint(io, args.flags.has('no-color')) });
}

function refuseMore(name: string | undefined, takes: string, [extra]: readonly string[]): void {
  if (extra === undefined) return;
  throw inputError(
    'usage.operand',
    `"gigafactory ${name}" takes ${takes}; "${extra}" is too much.`,
  );
}

function findCommand(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name);
  if (found) return found;
  const names = COMMANDS.map((command) => command.name);
  throw inputError(
    'usage.command',
    `There is no command "${name}"; "gigafactory --help" lists them.`,
    nearestName(name, names),
  );
}

function choosePaint(io: Io, without: boolean): Paint {
  // https://no-color.org: set to anything but the empty string.
  return io.stdout.isTTY && !io.env['NO_COLOR'] && !without ? ansiPaint : plainPaint;
}

function reportProblems({ problems, file }: InputError, argv: readonly string[], io: Io): number {
  if (argv.includes('--json')) io.stdout.write(toJson({ problems }));
  else for (const problem of problems) io.stderr.write(`${showProblem(problem, file)}\n`);
  return EXIT.badInput;
}

function reportInternal(error: unknown, io: Io): number {
  const message = error instanceof Error ? error.message : String(error);
  io.stderr.write(`This is a bug in Gigafactory; please report it: ${message.split('\n')[0]}\n`);
  if (io.env['GIGAFACTORY_DEBUG'] === '1' && error instanceof Error) {
    io.stderr.write(`${error.stack}\n`);
  }
  return EXIT.internal;
}
