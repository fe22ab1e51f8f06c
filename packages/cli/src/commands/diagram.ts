import type { DiagramFormat } from '@gigafactory/core/api';
import type { Command, Context } from '../command.ts';
import { unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { QUESTIONS, questionOf } from '../graph-question.ts';
import { readInput } from '../read-input.ts';
import { showDiagram } from '../show/diagram.ts';
import { showGraphAnswer } from '../show/graph-answer.ts';
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
  },
  about:
    'Shapes with their texts are nodes, lines between them edges, shapes around them groups. What cannot be read exactly is said, and never guessed.',
  run: runDiagram,
};

async function runDiagram(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const file = args.operands[0]!;
  const format = formatOf(args.texts['format']);
  const { page } = args.texts;
  const text = await readInput(file, io);
  const given = {
    text,
    ...(format === undefined ? {} : { format }),
    ...(page === undefined ? {} : { page }),
  };
  const ask = questionOf(args);
  if (ask) {
    const answered = unwrap(await io.run('graph', { ...given, ask }), file);
    print(context, answered, () => showGraphAnswer(answered, paint));
    return EXIT.ok;
  }
  const read = unwrap(await io.run('diagram', given), file);
  print(context, read, () => showDiagram(read, paint));
  return EXIT.ok;
}

function formatOf(given: string | undefined): DiagramFormat | undefined {
  const format = FORMATS.find((each) => each === given);
  if (given === undefined || format) return format;
  throw inputError('usage.value', `--format must be ${FORMATS.join(', ')}, not "${given}".`);
}
