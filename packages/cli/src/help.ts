import { showOperands } from './arguments.ts';
import { COMMON, type Command, type Options } from './command.ts';
import { hang, wrap } from './text/wrap.ts';

/** What `gigafactory` alone prints. */
export function showHelp(all: readonly Command[], width: number): string {
  const commands = all.filter(({ isHidden }) => !isHidden);
  const usages = commands.map(({ name, operands }) => `${name} ${showOperands(operands)}`.trim());
  return lines([
    ...wrap(
      'One file in, a factory out: plan an AI supercomputer, live through its months, explain every figure.',
      width,
    ),
    '',
    'Usage: gigafactory COMMAND …',
    '',
    ...columns(
      commands.map(({ summary }, index) => [usages[index]!, summary]),
      width,
    ),
    '',
    ...wrap('Every command has --help and --json; FILE can be - for standard input.', width),
    ...wrap(
      'Exit codes: 0 fine, 1 a requirement fails or a doctor found something, 2 bad input, 3 a run failed or was stopped, 70 a bug in the program.',
      width,
    ),
  ]);
}

/** What `gigafactory COMMAND --help` prints. */
export function showCommandHelp(
  { name, operands, summary, about, options }: Command,
  width: number,
): string {
  return lines([
    `Usage: gigafactory ${[name, showOperands(operands)].join(' ').trim()} [options]`,
    '',
    ...wrap(`${summary}.${about ? ` ${about}` : ''}`, width),
    '',
    ...columns([...optionRows(options), ...optionRows(COMMON)], width),
  ]);
}

function optionRows(options: Options): [string, string][] {
  return Object.entries(options).map(([name, option]) => {
    const short = option.short ? `, -${option.short}` : '';
    const value = option.value ? ` ${option.value}` : '';
    const usual = option.default === undefined ? '' : ` (default: ${option.default})`;
    return [`--${name}${short}${value}`, option.summary + usual];
  });
}

const LEAST_ROOM = 24;

function columns(rows: readonly (readonly [string, string])[], width: number): string[] {
  const column = Math.max(...rows.map(([left]) => left.length)) + 4;
  const room = Math.max(width, column + LEAST_ROOM);
  return rows.flatMap(([left, right]) => hang(`  ${left}`, right, column, room));
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
