import type { DiagramFormat, DiagramText } from '@gigafactory/core/api';
import { withBeside } from '../beside.ts';
import type { Command, Context } from '../command.ts';
import { unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { QUESTIONS, questionOf } from '../graph-question.ts';
import { readInput } from '../read-input.ts';
import { showDeviations, showDiagram } from '../show/diagram.ts';
import { showGraphAnswer } from '../show/graph-answer.ts';
import { refuseToReplace, writeOutput } from '../write-output.ts';
import { print } from './print.ts';

const FORMATS: readonly DiagramFormat[] = ['svg', 'mermaid', 'dot', 'drawio'];

export const diagram: Command = {
  name: 'diagram',
  summary: 'Read the graph that a diagram shows: SVG, Mermaid, DOT or draw.io',
  operands: [{ name: 'FILE' }],
  options: {
    format: {
      kind: 'text',
      value: 'FORMAT',
      summary: `${FORMATS.join(', ')} (default: found out from the text)`,
    },
    page: {
      kind: 'text',
      value: 'PAGE',
      summary: 'Of draw.io: its name, or its number from 1 (default: the first)',
    },
    ...QUESTIONS,
    compare: {
      kind: 'text',
      value: 'FACTORY',
      summary: 'What differs from the fabric of the plan of a factory file',
    },
    draft: { kind: 'flag', summary: 'Print a factory file that begins from the cluster it shows' },
    svg: { kind: 'text', value: 'OUT', summary: 'Draw it anew into this file; - prints it' },
  },
  about:
    'Shapes with their texts are nodes, lines between them edges, shapes around them groups. What cannot be read exactly is said, and never guessed.',
  run: runDiagram,
};

async function runDiagram(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const file = args.operands[0]!;
  const format = formatOf(args.texts['format']);
  const ask = questionOf(args);
  const { page, compare, svg } = args.texts;
  const wishes = [ask, compare, svg, args.flags.has('draft') || undefined];
  if (wishes.filter((wish) => wish !== undefined).length > 1)
    throw inputError('usage.value', 'A question, --compare, --draft and --svg do not go together.');
  const text = await readInput(file, io);
  const given: DiagramText = {
    text,
    ...(format === undefined ? {} : { format }),
    ...(page === undefined ? {} : { page }),
  };
  if (compare !== undefined) return compareWith(context, given, compare);
  if (svg !== undefined) return drawAnew(context, given, svg);
  if (args.flags.has('draft')) {
    const drafted = unwrap(await io.run('draft', given), file);
    print(context, drafted, () => drafted.text.trimEnd().split('\n'));
  } else if (ask) {
    const answered = unwrap(await io.run('graph', { ...given, ask }), file);
    print(context, answered, () => showGraphAnswer(answered, paint));
  } else {
    const read = unwrap(await io.run('diagram', given), file);
    print(context, read, () => showDiagram(read, paint));
  }
  return EXIT.ok;
}

/** Exits with 1 if the drawn fabric differs from the planned one. */
async function compareWith(context: Context, diagram: DiagramText, name: string): Promise<number> {
  const { io, args, paint } = context;
  const written = { text: await readInput(name, io), file: name, edits: {} };
  const factory = await withBeside(written, name, io, false);
  // What is wrong with the diagram is said of it, and not of the factory file.
  unwrap(await io.run('diagram', diagram), args.operands[0]!);
  const compared = unwrap(await io.run('deviations', { ...factory, diagram }), name);
  print(context, compared, () => showDeviations(compared, paint));
  return compared.rows.some(({ differs }) => differs) ? EXIT.fails : EXIT.ok;
}

async function drawAnew(context: Context, diagram: DiagramText, out: string): Promise<number> {
  const { io, args } = context;
  const { svg, ...rest } = unwrap(await io.run('redraw', diagram), args.operands[0]!);
  if (out === '-') {
    if (args.flags.has('json')) print(context, { svg, ...rest }, () => []);
    else io.stdout.write(svg);
    return EXIT.ok;
  }
  await refuseToReplace(out, /^<svg [^>]*role="img"/, io);
  await writeOutput(out, svg, io);
  print(context, { file: out, ...rest }, () => [`${out} is written.`]);
  return EXIT.ok;
}

function formatOf(given: string | undefined): DiagramFormat | undefined {
  const format = FORMATS.find((each) => each === given);
  if (given === undefined || format) return format;
  throw inputError('usage.value', `--format must be ${FORMATS.join(', ')}, not "${given}".`);
}
