import type { RandomStream } from '@gigafactory/core/base';
import { DIMENSIONS, listOf } from '../book/tables.ts';
import { codeOf, placeCode } from '../see/codes.ts';
import { isLikely, pick, weigh } from './chance.ts';
import { callOf, type Draft, pickPlace, sayEdit } from './edits.ts';
import { isOfRun, pickFigure } from './explain.ts';
import { draftPart } from './families.ts';
import { stretch, writeFor, writeValue } from './values.ts';

type Following = Draft & { readonly before: string };

/** A question after another call: the call before as the model is shown it, and what it says now. */
export function draftFollowing(stream: RandomStream, plain: () => Draft): Following {
  const style = weigh(stream, {
    run: 14,
    twin: 14,
    power: 10,
    strategies: 12,
    plan: 20,
    place: 14,
    optimise: 8,
    part: 30,
    free: 30,
  });
  const drafts: Record<typeof style, () => Following> = {
    run: () => afterFigure(stream, plain),
    twin: () => afterTwin(stream),
    power: () => afterPower(stream),
    strategies: () => afterStrategies(stream),
    plan: () => afterPlan(stream, plain),
    place: () => afterPlaced(stream),
    optimise: () => afterOptimise(stream),
    part: () => draftPart(stream),
    free: () => afterAny(stream, plain),
  };
  return drafts[style]();
}

function oneOf(stream: RandomStream, said: string): string {
  return pick(stream, listOf(said));
}

function afterFigure(stream: RandomStream, plain: () => Draft): Following {
  const entry = pickFigure(stream);
  const before = `explain ${codeOf(entry.pattern)}`;
  if (!isOfRun(entry.pattern)) return { ...plain(), before };
  const slot = entry.pattern.startsWith('factory.models') ? '{m}' : '{r}';
  const said = oneOf(
    stream,
    'and for {x}; and {x}; what about {x}; and of {x}; same for {x}; same figure for {x}; the same for {x}; same question for {x}; now for {x}; how about {x}; now {x}; {x}',
  );
  return {
    text: said.replace('{x}', slot),
    call: `{"explain":"${codeOf(entry.pattern)}"}`,
    before,
  };
}

function afterTwin(stream: RandomStream): Following {
  const isSeed = isLikely(stream, 0.4);
  const value = isSeed ? String(stream.integer(1000)) : stretch(stream);
  const said = isSeed
    ? 'with seed {v}; and with seed {v}; seed {v}; again with seed {v}; and seed {v}'
    : 'and {v}; and for {v}; {v}; what about {v}; and over {v}; for {v} instead; make it {v}; now {v}';
  const text = oneOf(stream, said).replace('{v}', value);
  return { text, call: `{"twin":{"${isSeed ? 'seed' : 'days'}":"<${value}>"}}`, before: 'twin' };
}

function afterPower(stream: RandomStream): Following {
  const value = writeValue(stream, 'ramp');
  const text = oneOf(
    stream,
    'and with {v}; and {v}; what about {v}; {v}; and for {v}; and at {v}',
  ).replace('{v}', value);
  return { text, call: `{"power":{"rampLimit":"<${value}>"}}`, before: 'power' };
}

function afterStrategies(stream: RandomStream): Following {
  if (isLikely(stream, 0.5)) {
    const text = oneOf(stream, 'and for {r}; now for {r}; and {r}; what about {r}; same for {r}');
    return { text, call: '{"strategies":{}}', before: 'strategies' };
  }
  const top = String(2 + stream.integer(30));
  const text = oneOf(
    stream,
    'the best {v} for {r}; the top {v}; only {v}; and the best {v}; show {v}; make it {v}; {v} of them',
  ).replace('{v}', top);
  return { text, call: `{"strategies":{"top":"<${top}>"}}`, before: 'strategies' };
}

function afterPlan(stream: RandomStream, plain: () => Draft): Following {
  const edit = sayEdit(stream, pickPlace(stream), true);
  const before = `plan ${placeCode(edit.pattern)}`;
  if (edit.isWord || edit.value.startsWith('@')) return { ...plain(), before };
  const text = pick(stream, FOLLOWED).replace('{v}', edit.value);
  return { text, call: callOf([edit]), before };
}

function afterPlaced(stream: RandomStream): Following {
  const [figure, place, kind] = pick(stream, PLACED);
  const value = writeFor(stream, place, kind);
  const text = pick(stream, FOLLOWED).replace('{v}', value);
  return {
    text,
    call: `{"plan":{"${placeCode(place)}":"<${value}>"}}`,
    before: `explain ${codeOf(figure)}`,
  };
}

function afterOptimise(stream: RandomStream): Following {
  const [name, names] = pick(stream, DIMENSIONS);
  const said =
    'vary {a} too; {a} as well; and {a}; also {a}; {a} too; and the {a} too; add {a}; plus {a}; together with {a}; what about {a}; and now {a}';
  const text = oneOf(stream, said).replace('{a}', pick(stream, names));
  return { text, call: `{"optimise":{"over":["${name}"]}}`, before: 'optimise' };
}

function afterAny(stream: RandomStream, plain: () => Draft): Following {
  const figure = `explain ${codeOf(pickFigure(stream).pattern)}`;
  const place = `plan ${placeCode(pickPlace(stream).pattern)}`;
  const before = pick(stream, [
    'twin',
    'power',
    'strategies',
    'optimise',
    'check',
    'plan',
    'none',
    place,
    figure,
    figure,
  ]);
  return { ...plain(), before };
}

const FOLLOWED = [
  'and with {v}',
  'and {v}',
  'what about {v}',
  '{v}',
  'and at {v}',
  'make it {v}',
  'now {v}',
  'how about {v}',
  '{v} instead',
  'and with {v} instead',
  'try {v}',
  'and were it {v}',
  'hm, and {v}',
  'were we to get {v}',
  'with only {v}',
  'what if it were {v}',
  'and if it was {v}',
  'suppose {v}',
  'then with {v}',
];

/** Figures whose input a bare value changes when they were asked before. */
const PLACED: readonly (readonly [figure: string, place: string, kind: string])[] = [
  ['fleet.gpus', 'fleet.gpus', 'count'],
  ['fleet.nodes', 'fleet.gpus', 'count'],
  ['fleet.gpus', 'fleet.gpus', 'count'],
  ['power.facility', 'fleet.gpus', 'count'],
  ['money.capex.total', 'fleet.gpus', 'count'],
  ['training.Run.duration', 'fleet.gpus', 'count'],
  ['power.pue', 'site.pue', 'count'],
  ['factory.site.pue', 'site.pue', 'count'],
  ['factory.site.electricityPrice', 'site.electricityPrice', 'price'],
  ['money.opex.electricity', 'site.electricityPrice', 'price'],
  ['training.Run.checkpoint.interval', 'operations.checkpointInterval', 'time'],
  ['training.Run.recoveryTime', 'operations.recoveryTime', 'time'],
  ['training.Run.spareNodes', 'resilience.spares', 'count'],
  ['training.Run.strategy.tp', 'runs.Run.strategy.tp', 'count'],
  ['training.Run.strategy.pp', 'runs.Run.strategy.pp', 'count'],
  ['training.Run.gpus', 'runs.Run.gpus', 'count'],
  ['training.Run.tokens', 'runs.Run.tokens', 'tokens'],
  ['factory.runs.Run.globalBatch', 'runs.Run.globalBatch', 'count'],
  ['factory.runs.Run.sequenceLength', 'runs.Run.sequenceLength', 'count'],
  ['dates.start', 'schedule.start', 'date'],
  ['factory.hazards.technicians', 'hazards.technicians', 'count'],
];
