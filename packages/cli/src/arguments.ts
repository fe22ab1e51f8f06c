import { parseArgs } from 'node:util';
import { nearestName } from '@gigafactory/core/base';
import type { Arguments, Command, Operand, Option, Options } from './command.ts';
import { COMMON } from './command.ts';
import { inputError } from './failure.ts';

/**
 * Reads what was typed after a command's name.
 * @throws InputError naming the first thing that the command does not take
 */
export function readArguments(argv: readonly string[], command: Command): Arguments {
  const options = { ...command.options, ...COMMON };
  const read = collect(argv, options, command.name);
  if (!read.flags.has('help')) checkOperands(read.operands, command);
  return { ...read, numbers: readNumbers(read.texts, options) };
}

/** Classifies the words; `parseArgs` only splits them. */
function collect(argv: readonly string[], options: Options, command: string) {
  const operands: string[] = [];
  const flags = new Set<string>();
  const texts: Record<string, string> = {};
  const lists: Record<string, string[]> = {};
  /** The option that what follows still belongs to. */
  let open: string | undefined;
  for (const token of tokensOf(argv, options)) {
    if (token.kind === 'option-terminator') open = undefined;
    if (token.kind === 'positional') {
      if (open === undefined) operands.push(token.value);
      else lists[open]!.push(token.value);
    }
    if (token.kind !== 'option') continue;
    open = undefined;
    const { name, rawName, value } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) throw unknownOption(rawName, options, command);
    if (option.kind === 'flag') {
      if (value !== undefined) throw inputError('usage.value', `--${name} takes no value.`);
      flags.add(name);
      continue;
    }
    if (value === undefined) throw missingValue(name, option);
    if (option.kind === 'list' || option.kind === 'values') {
      lists[name] = [...(lists[name] ?? []), value];
      if (option.kind === 'values') open = name;
      continue;
    }
    if (texts[name] !== undefined) throw inputError('usage.twice', `--${name} is given twice.`);
    texts[name] = value;
  }
  return { operands, flags, texts, lists };
}

function tokensOf(argv: readonly string[], options: Options) {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { kind, short }]) => [
        name,
        {
          type: kind === 'flag' ? ('boolean' as const) : ('string' as const),
          ...(short === undefined ? {} : { short }),
        },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens;
}

/** Former names of options; the old name is refused with a hint at the new one. */
const RENAMED: Readonly<Record<string, string>> = { replicas: 'lives' };

function unknownOption(rawName: string, options: Options, command: string) {
  const name = rawName.replace(/^-+/, '');
  const renamed = Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined;
  const nearest =
    renamed !== undefined && Object.hasOwn(options, renamed)
      ? renamed
      : nearestName(name, Object.keys(options));
  return inputError(
    'usage.option',
    `"gigafactory ${command}" has no option ${rawName}.`,
    nearest && `--${nearest}`,
  );
}

function missingValue(name: string, { value }: Option) {
  return inputError('usage.value', `--${name} lacks its value: --${name} ${value}.`);
}

function checkOperands(operands: readonly string[], { name, operands: wanted }: Command): void {
  const missing = wanted[operands.length];
  if (missing && !missing.optional) {
    throw inputError(
      'usage.operand',
      `"gigafactory ${name}" needs ${showOperands(wanted)}; ${missing.name} is missing.`,
    );
  }
  const extra = operands[wanted.length];
  if (extra !== undefined) {
    const takes = wanted.length > 0 ? `takes only ${showOperands(wanted)}` : 'takes no operand';
    throw inputError('usage.operand', `"gigafactory ${name}" ${takes}; "${extra}" is too much.`);
  }
}

/** `FILE [PATH]`. */
export function showOperands(operands: readonly Operand[]): string {
  return operands.map(({ name, optional }) => (optional ? `[${name}]` : name)).join(' ');
}

function readNumbers(texts: Readonly<Record<string, string>>, options: Options) {
  const numbers: Record<string, number> = {};
  for (const [name, option] of Object.entries(options)) {
    if (option.kind !== 'integer' && option.kind !== 'number') continue;
    const text = texts[name];
    if (text !== undefined) numbers[name] = readNumber(name, option, text);
    else if (option.default !== undefined) numbers[name] = option.default;
  }
  return numbers;
}

function readNumber(name: string, option: Option, text: string): number {
  const { kind, least = 0, most = Number.MAX_SAFE_INTEGER } = option;
  const number = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const right = kind === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number);
  if (right && number >= least && number <= most) return number;
  const what = kind === 'integer' ? 'a whole number' : 'a number';
  const range = most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `of ${least} or more`;
  throw inputError('usage.number', `--${name} must be ${what} ${range}, not "${text}".`);
}
