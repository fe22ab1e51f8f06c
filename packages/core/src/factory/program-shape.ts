import type { Cursor } from './cursor.ts';
import { section } from './section.ts';
import {
  type JsonSchema,
  listOf,
  mapOf,
  oneOf,
  optional,
  type Shape,
  text,
  withDefault,
} from './shape.ts';

/** The most arguments, variables and secrets of a program. */
const MOST_ARGUMENTS = 200;
const MOST_VARIABLES = 100;
/** Long enough for any path or flag; well below what a system takes for one argument. */
const LONGEST_ARGUMENT = 4000;

/** What reads the progress of a program from its standard output. */
const PROGRESS = ['lines', 'megatron', 'torchtitan'] as const;

/** An argument or the value of a variable: any text on which a system and this program agree. */
function argumentText(description: string, least: 0 | 1): Shape<string> {
  return {
    // As in the command line of a shell, what looks like a number is text.
    schema: {
      type: ['string', 'number', 'boolean'],
      description,
      minLength: least,
      maxLength: LONGEST_ARGUMENT,
    },
    read(cursor) {
      const written = cursor.text;
      if (written === undefined || written.length < least) {
        cursor.report({
          code: 'text.expected',
          message: `Expected ${description.toLowerCase()}, not ${written === undefined ? cursor.kind : 'nothing'}.`,
          expected: 'text',
        });
        return undefined;
      }
      if (written.length <= LONGEST_ARGUMENT && !written.includes('\0')) return written;
      cursor.report({
        code: 'program.text',
        message: `${description} has at most ${LONGEST_ARGUMENT} characters, none of them NUL.`,
      });
      return undefined;
    },
  };
}

const argument = argumentText('An argument of the command', 0);

/** More arguments for a program whose own are known. */
export const moreArguments = listOf(
  'Arguments after its own, started as they stand',
  argument,
  MOST_ARGUMENTS,
);
const commandList = listOf(
  'The program and its arguments, started as they stand, never by a shell',
  argument,
  MOST_ARGUMENTS,
);

/** `[python, train.py]`: a list, for a line of text would need a shell to take it apart. */
export const commandShape: Shape<readonly string[]> = {
  schema: { ...commandList.schema, minItems: 1 },
  read(cursor) {
    const line = cursor.text;
    if (line !== undefined) {
      cursor.report({
        code: 'program.command',
        message: `A command is a list of arguments, which no shell reads; write command: ${asList(line)}.`,
        expected: 'a list',
      });
      return undefined;
    }
    const words = commandList.read(cursor);
    if (words === undefined || words[0]) return words;
    // An item that is no text was reported where it stands.
    if (words.length === 0 || words[0] === '') {
      cursor.report({
        code: 'program.command',
        message:
          'A command starts with the name or the path of a program, as in [python, train.py].',
        expected: 'a program',
      });
    }
    return words;
  },
};

/** A line as the list that its author probably meant. */
function asList(line: string): string {
  const words = line.trim().slice(0, 200).split(/\s+/);
  const written = words.map((each) => (/^[\w./=-]+$/.test(each) ? each : JSON.stringify(each)));
  return `[${written.join(', ')}]`;
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
/** What the engine tells a program: docs/programs.md. The settings of our own programs are not among it. */
const RESERVED =
  /^(RANK|LOCAL_RANK|WORLD_SIZE|LOCAL_WORLD_SIZE|NODE_RANK|MASTER_ADDR|MASTER_PORT|GIGAFACTORY_(?!(HOME|PYTHON|LLAMA)$).*)$/;

/** Whether a variable may be given; says why not at its place. */
function isVariable(name: string, cursor: Cursor, report: 'report' | 'reportKey'): boolean {
  if (!VARIABLE.test(name)) {
    cursor[report]({
      code: 'program.variable',
      message: `"${name.slice(0, 80)}" is not the name of a variable: a letter or _, then letters (A to Z, a to z), digits and _.`,
    });
    return false;
  }
  if (!RESERVED.test(name)) return true;
  cursor[report]({
    code: 'program.reserved',
    message: `"${name}" is set by the engine, differently for each rank; leave it out.`,
  });
  return false;
}

const variableNames: JsonSchema = { pattern: VARIABLE.source, not: { pattern: RESERVED.source } };
const variables = mapOf(
  'Variables of its environment',
  argumentText('The value of a variable', 0),
  MOST_VARIABLES,
  { schema: variableNames, accept: (name, cursor) => isVariable(name, cursor, 'reportKey') },
);

/** The name of a variable that holds a secret. */
export function variableName(description: string): Shape<string> {
  return {
    schema: { type: 'string', description, ...variableNames },
    read(cursor) {
      const name = cursor.text;
      if (name === undefined) {
        cursor.report({
          code: 'text.expected',
          message: `Expected the name of a variable, not ${cursor.kind}; its value never stands in a file.`,
          expected: 'text',
        });
        return undefined;
      }
      return isVariable(name, cursor, 'report') ? name : undefined;
    },
  };
}

/** What a program finds in its environment. */
export const ENVIRONMENT = {
  environment: withDefault(variables, {}),
  environmentFrom: withDefault(
    listOf(
      'Secrets: variables taken from where the run is started, and never written down',
      variableName('Name of a variable of the environment in which the run is started'),
      MOST_VARIABLES,
    ),
    [],
  ),
};

/** What trains a run: one process for each rank. */
export const programShape = section('What trains the run, when it is run for real', {
  command: commandShape,
  ...ENVIRONMENT,
  progress: withDefault(oneOf('How its standard output says how far it is', PROGRESS), 'lines'),
  checkpoints: optional(
    text('Folder of its checkpoints; left out: one that belongs to the run', 400),
  ),
});
