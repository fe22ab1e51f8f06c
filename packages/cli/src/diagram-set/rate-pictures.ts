import { join } from 'node:path';
import { Readable } from 'node:stream';
import { PROGRAM_VERSION } from '@gigafactory/core/base';
import { ratingOf } from '@gigafactory/core/diagram-set';
import type { SeenPicture, SetPicture } from '@gigafactory/grok/sight';
import { RunError } from '@gigafactory/server/threads';
import { accepted } from '../control/find-run.ts';
import { inputError } from '../failure.ts';
import { toJson } from '../text/json.ts';
import { writeOutput } from '../write-output.ts';
import type { DiagramEvaluation, DiagramOrder } from './order.ts';
import { openSeen, type Seen } from './seen.ts';

const USUAL = 10;
/** Before what may be tried again is, s. */
const WAITS = [1, 4, 15];
const TIMEOUTS = { connect: 10, firstToken: 120, betweenTokens: 60, whole: 300 };
/** So many pictures at the beginning without any answer: it is the server and not the model. */
const MOST_UNANSWERED = 3;

/** Rates a model that reads pictures: each kind of diagram is drawn, shown to it, and asked about by what it read. */
export async function ratePictures(order: DiagramOrder): Promise<DiagramEvaluation> {
  const { seed, limit = USUAL, context } = order;
  const { pictureSet } = await import('@gigafactory/grok/sight');
  const { model = '', upstream = '' } = context.args.texts;
  const set = pictureSet(limit, seed);
  const seen = await openSeen(order.out, `${PROGRAM_VERSION} ${model} ${upstream}`);
  if (order.out !== undefined) await writeTruths(order, order.out, set);
  const rated = await seeAll(order, set, seen);
  const kinds = [...new Set(rated.map(({ kind }) => kind))];
  const sum = (of: 'input' | 'output') => rated.reduce((all, { tokens }) => all + tokens[of], 0);
  return {
    ...{ reader: model, upstream: new URL(upstream).host, seed },
    by: Object.fromEntries(
      kinds.map((kind) => [
        kind,
        ratingOf(
          rated.filter((each) => each.kind === kind),
          seed,
        ),
      ]),
    ),
    all: ratingOf(rated, seed),
    tokens: { input: sum('input'), output: sum('output') },
  };
}

async function seeAll(
  order: DiagramOrder,
  set: readonly SetPicture[],
  seen: Seen,
): Promise<SeenPicture[]> {
  const [{ ratePicture }, { rasterise }] = await Promise.all([
    import('@gigafactory/grok/sight'),
    import('@gigafactory/server'),
  ]);
  const { io, args } = order.context;
  const model = args.texts['model']!;
  const door = await doorOf(order);
  const rated: SeenPicture[] = [];
  try {
    for (const [index, picture] of set.entries()) {
      order.say(`${picture.name}, ${index + 1} of ${set.length}`);
      const png = accepted(await rasterise(picture));
      if (order.out !== undefined)
        await writeOutput(join(order.out, `${picture.name}.png`), Readable.from([png]), io);
      const known = seen.of(picture.name);
      const one =
        known ??
        (await ratePicture(picture, { door, model, png: png.toString('base64') }, order.signal));
      if (order.signal.aborted) throw new RunError('cancelled', 'Cancelled.');
      // What was not answered is asked again the next time.
      if (!known && !one.isUnanswered) await seen.keep(one);
      rated.push(one);
      refuseDeadServer(rated);
    }
  } finally {
    await door.close();
  }
  return rated;
}

function refuseDeadServer(rated: readonly SeenPicture[]): void {
  if (rated.length !== MOST_UNANSWERED || rated.some(({ isUnanswered }) => !isUnanswered)) return;
  throw inputError('evaluate.upstream', `No picture was answered: ${rated[0]!.problem}`);
}

async function doorOf({ context: { io, args } }: DiagramOrder) {
  const { directDoor } = await import('@gigafactory/grok/gateway');
  const { upstream: url = '', model = '', 'key-env': name } = args.texts;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw inputError('usage.value', `--upstream must be an address such as https://api.x.ai/v1.`);
  const secret = name === undefined ? undefined : io.env[name];
  if (name !== undefined && !secret)
    throw inputError('usage.value', `The environment has no ${name}, which --key-env names.`);
  return directDoor({ url, kind: 'openai', model, secret, timeouts: TIMEOUTS, waits: WAITS });
}

async function writeTruths(
  { context: { io } }: DiagramOrder,
  out: string,
  set: readonly SetPicture[],
): Promise<void> {
  for (const { name, svg } of set) await writeOutput(join(out, `${name}.svg`), svg, io);
  const truths = set.map(({ name, kind, graph, questions }) => ({
    ...{ file: `${name}.png`, kind, ...graph, questions },
  }));
  await writeOutput(join(out, 'truths.json'), toJson(truths), io);
}
