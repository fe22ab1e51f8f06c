import type { ModelChange, PublishedModel } from '@gigafactory/core/models';
import type { Collected, Published } from '@gigafactory/grok/registry';
import type { Clock } from '../io.ts';
import { amount } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { table } from '../text/table.ts';
import { localTime } from '../text/time.ts';

/** Published models as a table. */
export function showModels(
  models: readonly PublishedModel[],
  clock: Clock,
  paint: Paint,
): string[] {
  if (models.length === 0)
    return ['No model is published yet: "gigafactory publish RUN" publishes what a run trained.'];
  return table(
    [
      { title: 'model' },
      { title: 'means' },
      { title: 'parameters', align: 'right' },
      { title: 'size', align: 'right' },
      { title: 'SHA-256' },
      { title: 'published' },
    ],
    models.map((model) => [
      model.model,
      model.aliases.join(', '),
      amount(model.parameters, '1'),
      amount(model.bytes, 'B'),
      `${model.sha256.slice(0, 12)}…`,
      model.ships ? 'with this release' : localTime(model.publishedAt, clock),
    ]),
    paint,
  );
}

/** One version: what it is, where it came from and how it did. */
export function showModel(
  model: PublishedModel,
  changes: readonly ModelChange[],
  clock: Clock,
  paint: Paint,
): string[] {
  const own = changes.filter((change) => change.model === model.model);
  return [
    ...facts(model.model, identityOf(model, clock), paint),
    '',
    ...facts('Lineage', lineageRows(model, clock), paint),
    ...(model.evaluation === null
      ? []
      : ['', ...facts('Evaluation', resultsIn(model.evaluation), paint)]),
    ...(own.length === 0 ? [] : ['', paint('bold', 'Changes')]),
    ...own.map(
      ({ at, by, kind, alias, why }) =>
        `  ${localTime(at, clock)}  ${by}  ${kind}${alias ? ` ${alias}` : ''}${why ? `: ${why}` : ''}`,
    ),
  ];
}

function identityOf(model: PublishedModel, clock: Clock): (readonly [string, string])[] {
  const { aliases, heldBy, licence } = model;
  return [
    ['hash', model.sha256],
    ['size', `${amount(model.bytes, 'B')}, weights in ${model.precision}`],
    ['parameters', amount(model.parameters, '1')],
    [
      'vocabulary',
      `${amount(model.vocabulary, '1')} tokens, ${amount(model.sequence, '1')} at once`,
    ],
    ['licence', licence ?? 'none is stated'],
    ['means it', aliases.length === 0 ? 'no alias' : aliases.join(', ')],
    ...heldBy.map((holder) => ['served by', holder] as const),
    [
      'published',
      model.ships
        ? 'with this release'
        : `${localTime(model.publishedAt, clock)} by ${model.publishedBy}`,
    ],
    ['folder', model.folder],
  ];
}

function lineageRows({ lineage }: PublishedModel, clock: Clock): (readonly [string, string])[] {
  const { journal, data } = lineage;
  const where = journal.line === 0 ? 'no line tells of the checkpoint' : `line ${journal.line}`;
  return [
    ['run', `${lineage.run}, attempt ${lineage.attempt}, step ${lineage.step} of ${lineage.steps}`],
    ['started', `${localTime(lineage.startedAt, clock)} by ${lineage.startedBy}`],
    ['program', `${lineage.program.join(' ')}, seed ${lineage.seed}`],
    ['checkpoint', lineage.checkpoint],
    ['journal', `${journal.sha256}, ${where}`],
    ['factory file', lineage.factory],
    ['plan', lineage.plan],
    ['job', lineage.job],
    ...Object.entries(data).map(([name, hash]) => [`data: ${name}`, hash] as const),
  ];
}

type Results = Readonly<Record<string, unknown>>;

/** What an evaluation says: a row for each word or number of it, and one for each set of them. Lists are left out. */
function resultsIn(results: Results, of: readonly string[] = []): (readonly [string, string])[] {
  const entries = Object.entries(results);
  const own = entries.flatMap(([name, value]) =>
    typeof value === 'number' || typeof value === 'string' ? [[name, value] as const] : [],
  );
  const rows =
    of.length === 0
      ? own.map(([name, value]) => [name, result(name, value)] as const)
      : [[of.join(', '), own.map((each) => `${each[0]} ${result(...each)}`).join(', ')] as const];
  const sets = entries.flatMap(([name, value]) =>
    isSet(value) ? resultsIn(value, [...of, name]) : [],
  );
  return [...rows.filter(([, words]) => words !== ''), ...sets];
}

function isSet(value: unknown): value is Results {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Shares of questions are named by what is right, or valid. */
function result(name: string, value: string | number): string {
  const isShare = typeof value === 'number' && /(Right|Json)$/.test(name);
  return isShare ? `${(100 * value).toFixed(1)}%` : String(value);
}

export function showPublished({ facts: model, folder, isNew }: Published, paint: Paint): string[] {
  const reference = `${model.name}@${model.version}`;
  return [
    ...facts(
      isNew ? reference : `${reference}, which was published before`,
      [
        ['hash', model.sha256],
        ['size', `${amount(model.bytes, 'B')}, weights in ${model.precision}`],
        ['folder', folder],
      ],
      paint,
    ),
    '',
    `"gigafactory promote ${reference}" lets grok mean it.`,
  ];
}

export function showCollected({ removed, bytes, kept }: Collected, isDone: boolean): string[] {
  const what =
    removed.length === 0
      ? 'There is nothing to remove.'
      : `${isDone ? 'Removed' : 'Nothing needs'} ${removed.join(', ')}: ${amount(bytes, 'B')}.`;
  return [
    what,
    ...kept.map(({ model, why }) => `${model} stays: ${why}.`),
    ...(isDone || removed.length === 0 ? [] : ['"gigafactory models --prune --yes" removes that.']),
  ];
}
