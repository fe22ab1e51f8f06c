import type { Place } from '../base/index.ts';
import { nearestName } from '../base/index.ts';
import type { Cursor } from './cursor.ts';
import { FILE_KEYS } from './keys.ts';
import { type Shape, text } from './shape.ts';

/** Named changes to the file, as `--set` makes them. */
export interface FileScenario {
  /** What it is, in a sentence. */
  readonly about?: string;
  /** Path -> value as text, in the order of the file; an empty value removes what stands there. */
  readonly edits: Readonly<Record<string, string>>;
  /** Position of the scenario in the file, and of the value of each path. */
  readonly at: Place;
  readonly places: Readonly<Record<string, Place>>;
}

/** What the file without a scenario is called wherever scenarios are named. */
export const BASE_SCENARIO = 'base';

export const MOST_SCENARIOS = 100;
export const LONGEST_SCENARIO_NAME = 80;
const MOST_EDITS = 200;
const LONGEST_PATH = 200;

const about = text('What the scenario is, in a sentence');

/** Keys of the file that a scenario may change; `about` is its own. */
const CHANGEABLE = FILE_KEYS.filter(
  (key) => key !== 'gigafactory' && key !== 'scenarios' && key !== 'about',
);

/**
 * `{ NAME: { about: …, PATH: VALUE } }`. Only what is wrong by itself is reported here: whether a changed file can be
 * read and planned takes reading and planning it, which is not done unless somebody asks about the scenario.
 */
export const scenariosShape: Shape<Readonly<Record<string, FileScenario>>> = {
  schema: {
    type: 'object',
    description: 'Scenarios by name: changes to this file, to compare with it',
    maxProperties: MOST_SCENARIOS,
    propertyNames: {
      minLength: 1,
      maxLength: LONGEST_SCENARIO_NAME,
      not: { const: BASE_SCENARIO },
    },
    additionalProperties: {
      type: 'object',
      description: 'Values by path, as --set takes them; an empty value removes what stands there',
      maxProperties: MOST_EDITS + 1,
      properties: { about: about.schema },
      propertyNames: {
        maxLength: LONGEST_PATH,
        pattern: `^(about|(${CHANGEABLE.join('|')})(\\.[^.]+)*)$`,
      },
    },
  },
  read(cursor) {
    if (!cursor.isMap) {
      cursor.report({
        code: 'map.expected',
        message: `Expected scenarios by name, each with values by path, such as "PUE 1.2": { site.pue: 1.2 }; here stands ${cursor.kind}.`,
        expected: 'names and values',
      });
      return undefined;
    }
    const entries = cursor.entries();
    if (isTooMany(cursor, entries.length, MOST_SCENARIOS, 'scenarios')) return undefined;
    return Object.fromEntries(
      entries.flatMap(([name, part]) => {
        const scenario = isScenarioName(name, part) ? readScenario(part) : undefined;
        return scenario ? [[name, scenario]] : [];
      }),
    );
  },
};

function isScenarioName(name: string, cursor: Cursor): boolean {
  const fault =
    name === BASE_SCENARIO
      ? `"${BASE_SCENARIO}" is the file without a scenario; take another name`
      : name === '' || name.length > LONGEST_SCENARIO_NAME
        ? `The name of a scenario has 1 to ${LONGEST_SCENARIO_NAME} characters, not ${name.length}`
        : undefined;
  if (fault !== undefined) cursor.reportKey({ code: 'scenario.name', message: `${fault}.` });
  return fault === undefined;
}

function readScenario(cursor: Cursor): FileScenario | undefined {
  if (!cursor.isMap) {
    cursor.report({
      code: 'map.expected',
      message: `Expected values by path, such as site.pue: 1.2; here stands ${cursor.kind}.`,
      expected: 'paths and values',
    });
    return undefined;
  }
  const parts = new Map(cursor.entries());
  const told = parts.get('about');
  parts.delete('about');
  if (isTooMany(cursor, parts.size, MOST_EDITS, 'changes')) return undefined;
  const sentence = told && about.read(told);
  const changes = [...parts].filter(([path, part]) => isChangeable(path, part));
  return {
    ...(sentence === undefined ? {} : { about: sentence }),
    edits: Object.fromEntries(changes.map(([path, part]) => [path, part.inline])),
    at: cursor.at,
    places: Object.fromEntries(changes.map(([path, part]) => [path, part.at])),
  };
}

/** Whether a path begins with a key of the file, and leads somewhere. */
function isChangeable(path: string, cursor: Cursor): boolean {
  const keys = path.split('.');
  const [first = ''] = keys;
  if (path.length > LONGEST_PATH || keys.includes('')) {
    cursor.reportKey({
      code: 'scenario.path',
      message: `A path is a key of the file and the keys below it, with a dot between two, and has at most ${LONGEST_PATH} characters.`,
    });
    return false;
  }
  if (CHANGEABLE.includes(first)) return true;
  const nearest = nearestName(first, CHANGEABLE);
  cursor.reportKey({
    code: 'scenario.path',
    message: `A scenario changes no "${first}"; a path begins with one of ${CHANGEABLE.join(', ')}.`,
    ...(nearest === undefined ? {} : { nearest: [nearest, ...keys.slice(1)].join('.') }),
  });
  return false;
}

function isTooMany(cursor: Cursor, count: number, most: number, what: string): boolean {
  if (count <= most) return false;
  cursor.report({
    code: 'file.count',
    message: `${count} ${what} are too many; at most ${most} go here.`,
  });
  return true;
}
