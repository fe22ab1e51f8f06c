import { dirname, resolve } from 'node:path';
import { ok, type Result } from '@gigafactory/core/base';
import type { AskedFile, Evaluation, QuestionRow } from '@gigafactory/grok/skill';
import type { Command, Context } from '../command.ts';
import { evaluateDiagrams, OF_DIAGRAMS } from '../diagram-set/evaluate-diagrams.ts';
import { readFactory } from '../factory-text.ts';
import { EXIT, InputError, inputError } from '../failure.ts';
import { readInput } from '../read-input.ts';
import { MODEL, withSkill } from '../skill.ts';
import { toJson } from '../text/json.ts';
import { writeOutput } from '../write-output.ts';
import { print } from './print.ts';

export const evaluate: Command = {
  name: 'evaluate',
  summary: 'Measure how well a model turns questions into calls, or how well diagrams are read',
  operands: [{ name: 'FILE', optional: true }],
  options: {
    questions: {
      kind: 'text',
      value: 'FILE.csv',
      summary: 'Rows of question,operation,arguments, and perhaps file,after',
    },
    out: {
      kind: 'text',
      value: 'FILE',
      summary:
        'Write what was made of each question as JSON; of diagrams, the drawn set into a folder',
    },
    ...OF_DIAGRAMS,
    ...MODEL,
  },
  about:
    'Operation none is for what must be refused; alternatives are divided by |. Without FILE the questions are about the file that their row names, or else about the gigafactory of compute. Nothing is run but plans. With --diagrams, a set that is drawn anew from its seed: read from the source, or, with --upstream, from pictures by a model.',
  run: runEvaluate,
};

async function runEvaluate(context: Context): Promise<number> {
  const { io, args } = context;
  if (args.flags.has('diagrams')) return evaluateDiagrams(context);
  const stray = Object.keys(OF_DIAGRAMS).find((name) => isGiven(args, name));
  if (stray) throw inputError('usage.value', `--${stray} goes with --diagrams only.`);
  const questions = args.texts['questions'];
  if (questions === undefined)
    throw inputError('usage.value', 'evaluate needs --questions FILE.csv.');
  const grok = await import('@gigafactory/grok/skill');
  const rows = grok.readQuestions(await readInput(questions, io));
  if (!rows.ok) throw new InputError(rows.problems, questions);
  const skill = await withSkill(context);
  const files = new Map<string, AskedFile>();
  const fileOf = async (row: QuestionRow): Promise<Result<AskedFile>> => {
    const own =
      row.file === '' ? grok.PACKAGED_FACTORY : resolve(io.cwd, dirname(questions), row.file);
    const name = args.operands[0] ?? own;
    const known = files.get(name) ?? (await read(context, name));
    files.set(name, known);
    return ok(known);
  };
  const evaluated = await grok.evaluate({
    skill,
    rows: rows.value,
    fileOf,
    now: () => performance.now(),
  });
  if (!evaluated.ok) throw new InputError(evaluated.problems, questions);
  const { perRow, ...score } = evaluated.value;
  const out = args.texts['out'];
  if (out !== undefined) await writeOutput(out, toJson(perRow), io);
  print(context, score, () => show(evaluated.value));
  return EXIT.ok;
}

/** Whether an option was typed. */
function isGiven({ flags, texts, numbers }: Context['args'], name: string): boolean {
  return flags.has(name) || texts[name] !== undefined || numbers[name] !== undefined;
}

async function read(context: Context, name: string): Promise<AskedFile> {
  const args = { ...context.args, operands: [name] };
  const { text, file } = await readFactory({ ...context, args });
  return { text, file };
}

function show({
  model,
  rows,
  operationRight,
  argumentsRight,
  refusedRight,
  validJson,
  ms,
  alone,
}: Evaluation): string[] {
  const percent = (share: number | undefined): string =>
    share === undefined ? 'no rows' : `${(share * 100).toFixed(1)}%`;
  return [
    `${rows} questions, read by ${model} in ${ms ?? 0} ms each (median)`,
    `right operation  ${percent(operationRight)}, by the model alone ${percent(alone.operationRight)}`,
    `right arguments  ${percent(argumentsRight)}, by the model alone ${percent(alone.argumentsRight)}`,
    `rightly refused  ${percent(refusedRight)}, by the model alone ${percent(alone.refusedRight)}`,
    `valid JSON       ${percent(validJson)}`,
  ];
}
