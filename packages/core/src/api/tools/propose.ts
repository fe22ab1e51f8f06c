import { z } from 'zod';
import { failed, ok, type Result } from '../../base/index.ts';
import { requestProblems } from '../request-problems.ts';

/** No option, and nothing that a terminal would obey: a person is to copy it. */
const word = z
  .string()
  .min(1)
  .max(140)
  .regex(/^[^-\p{C}][^\p{C}]*$/u, 'A name begins with no "-" and has no control characters');
const sentence = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[^\p{C}]*$/u, 'One line without control characters');
const why = sentence.optional();

/** An order that can be proposed: what it takes, and the command that gives it. */
interface OrderRow {
  /** Routes of the control plane and of the registry that the command asks for. */
  readonly routes: readonly string[];
  readonly does: string;
  readonly takes: z.ZodObject;
  /** What comes after the name of the command, without `--why`. */
  readonly words: (given: Given, file: readonly string[]) => readonly string[];
}

type Given = Readonly<Record<string, unknown>>;

const named = z.strictObject({ name: word, why });
const ofNode = z.strictObject({ node: word, why });
const first = (field: string) => (given: Given) => [String(given[field])];

/** The orders by the command that a person types. */
export const ORDERS = {
  run: {
    routes: ['start'],
    does: 'Starts a run of the file for real.',
    takes: z.strictObject({ run: word.optional() }),
    words: ({ run }, file) => [...file, ...option('run', run)],
  },
  serve: {
    routes: ['startServices'],
    does: 'Starts the services of the file for real.',
    takes: z.strictObject({ service: word.optional() }),
    words: ({ service }, file) => [...file, ...option('service', service)],
  },
  stop: {
    routes: ['stop', 'stopService'],
    does: 'Stops a run, which saves first, or a service, which drains.',
    takes: named,
    words: first('name'),
  },
  requeue: {
    routes: ['requeue', 'restart'],
    does: 'Has a run save, stop and start again; a service replica by replica.',
    takes: named,
    words: first('name'),
  },
  drain: {
    routes: ['drain', 'drainService'],
    does: 'Takes a node out of use.',
    takes: ofNode,
    words: first('node'),
  },
  resume: {
    routes: ['resume', 'resumeService'],
    does: 'Gives a drained or broken node back.',
    takes: ofNode,
    words: first('node'),
  },
  scale: {
    routes: ['scale'],
    does: 'Sets how many replicas a service keeps.',
    takes: z.strictObject({
      name: word,
      replicas: z
        .string()
        .regex(/^\d{1,6}(-\d{1,6})?$/, 'A number of replicas, or two, as in 3 or 1-4'),
      why,
    }),
    words: ({ name, replicas }) => [String(name), String(replicas)],
  },
  rollback: {
    routes: ['rollback'],
    does: 'Has a service go back to an earlier version.',
    takes: z.strictObject({ name: word, version: z.int().min(1).optional(), why }),
    words: ({ name, version }) => [String(name), ...option('version', version)],
  },
  promote: {
    routes: ['promote', 'back'],
    does: 'Lets an alias mean another version of a model; without a model, what it meant before.',
    takes: z.strictObject({ model: word.optional(), alias: word.optional(), why }),
    words: ({ model, alias }) => [
      ...(model === undefined ? ['--back'] : [String(model)]),
      ...option('alias', alias),
    ],
  },
} as const satisfies Readonly<Record<string, OrderRow>>;

type OrderName = keyof typeof ORDERS;
const NAMES = Object.keys(ORDERS) as OrderName[];

const proposal = z.strictObject({
  command: z.string().describe('For a person to type into a shell'),
  argv: z.array(z.string()),
  does: z.string(),
  done: z.literal(false),
});

interface About {
  readonly file?: string | undefined;
  readonly edits?: Readonly<Record<string, string>> | undefined;
}

/** A command that a person may type. */
export type Proposal = z.output<typeof proposal>;

/** What models are told of the tool. */
export const PROPOSE = {
  description:
    'Proposes an order that changes what runs for real: it answers the command that a person would type, and does nothing itself. Only a person gives orders.',
  input: {
    order: z
      .enum(NAMES as [OrderName, ...OrderName[]])
      .describe(NAMES.map((name) => `${name}: ${ORDERS[name].does}`).join(' ')),
    ...fieldsOf(ORDERS),
  },
  output: proposal,
};

/**
 * The command that would give an order. Problems: `request.invalid` for what the order does not take, `propose.file` for
 * one about a file that has no name.
 * @param about the factory file by the name that a person would type, and what `--set` lays over it
 */
export function propose(given: Given, { file, edits = {} }: About): Result<Proposal> {
  const { order, ...fields } = given;
  if (typeof order !== 'string' || !Object.hasOwn(ORDERS, order)) {
    const message = `"order" must be one of ${NAMES.join(', ')}.`;
    return failed({ code: 'request.invalid', path: 'order', message });
  }
  const row: OrderRow = ORDERS[order as OrderName];
  const read = row.takes.safeParse(fields);
  if (!read.success) {
    const problems = requestProblems(Object.keys(row.takes.shape), read.error.issues);
    return { ok: false, problems };
  }
  const isOfFile = order === 'run' || order === 'serve';
  if (isOfFile && file === undefined) {
    const message = 'The factory is in no file that a command could name; save it first.';
    return failed({ code: 'propose.file', message });
  }
  const sets = Object.entries(edits).map(([path, value]) => `--set=${path}=${value}`);
  const words = row.words(read.data, [operand(file ?? ''), ...sets]);
  const argv = ['gigafactory', order, ...words, ...option('why', read.data['why'])];
  return ok({ command: argv.map(quoted).join(' '), argv, does: row.does, done: false });
}

function operand(file: string): string {
  return file.startsWith('-') ? `./${file}` : file;
}

/** As one word, so that a value that begins with "-" is no option. */
function option(name: string, value: unknown): string[] {
  return value === undefined ? [] : [`--${name}=${String(value)}`];
}

/** As a POSIX shell reads it: what it could obey is quoted. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** All fields of all orders, none of them required, each with the orders that take it. */
function fieldsOf(orders: Readonly<Record<string, OrderRow>>): Record<string, z.ZodType> {
  const fields = new Map<string, { schema: z.ZodType; of: string[] }>();
  for (const [name, { takes }] of Object.entries(orders)) {
    for (const [field, schema] of Object.entries(takes.shape)) {
      const known = fields.get(field) ?? { schema: schema as z.ZodType, of: [] };
      known.of.push(name);
      fields.set(field, known);
    }
  }
  return Object.fromEntries(
    [...fields].map(([field, { schema, of }]) => [
      field,
      schema.optional().describe(`Of ${of.join(', ')}`),
    ]),
  );
}
