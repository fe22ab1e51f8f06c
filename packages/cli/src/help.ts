import { showOperands } from './arguments.ts';
import { COMMON, type Command, type Options } from './command.ts';
import { wrap } from './text/wrap.ts';

/** What `gigafactory` alone prints. */
export function showHelp(commands: readonly Command[]): string {
  const usages = commands.map(({ name, operands }) => `${name} ${showOperands(operands)}`.trim());
  return lines([
    'One file in, a factory out: plan an AI supercomputer, live through its months, explain every',
    'figure.',
    '',
    'Usage: gigafactory COMMAND …',
    '',
    ...columns(commands.map(({ summary }, index) => [usages[index]!, summary])),
    '',
    'Every command has --help and --json; FILE can be - for standard input.',
    'Exit codes: 0 fine, 1 a requirement fails, 2 bad input, 70 a bug in the program.',
  ]);
}

/** What `gigafactory COMMAND --help` prints. */
export function showCommandHelp({ name, operands, summary, about, options }: Command): string {
  return lines([
    `Usage: gigafactory ${[name, showOperands(operands)].join(' ').trim()} [options]`,
    '',
    ...wrap(`${summary}.${about ? ` ${about}` : ''}`),
    '',
    ...columns([...optionRows(options), ...optionRows(COMMON)]),
  ]);
}

function optionRows(options: Options): [string, string][] {
  return Object.entries(options).map(([name, option]) => {
    const value = option.value ? ` ${option.value}` : '';
    const usual = option.default === undefined ? '' : ` (default: ${option.default})`;
    return [`--${name}${value}`, option.summary + usual];
  });
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
