import type { RandomStream } from '@gigafactory/core/base';
import {
  ABSENT,
  ASKED_WITH,
  CHAT,
  DIMENSIONS,
  FIGURE_ASKS,
  LAUNCH,
  LAUNCH_RANK,
  LIVE,
  listOf,
  NEAR,
  OBJECTIVES,
  OBJECTS,
  OPTIMISE,
  OPTIMISE_JOINED,
  OPTIMISE_SINGLE,
  ORDERS,
  PLAN,
  POWER,
  STRANGE,
  STRATEGIES,
  STRATEGIES_TOP,
  THINGS,
  TOPICS,
  TRADE,
  TWIN,
} from '../book/tables.ts';
import { codeOf } from '../see/codes.ts';
import { isLikely, pick, weigh } from './chance.ts';
import { draftCited, draftContrast, draftSwap } from './cited.ts';
import { callOf, type Draft, joinEdits, pickPlace, type SaidEdit, sayEdit } from './edits.ts';
import { askBriefly, askFigure, askLabel, isOfRun, nameFigure, pickFigure } from './explain.ts';
import { stretch, writeValue } from './values.ts';

const AFAR =
  /^(?:write|who|where is|where can i|translate|draw|paint|play|buy me|book|order|i |do you|have you|let us|tell me a|recommend|can you recommend|suggest|how do i|how can i|teach|what is the history|what rhymes|how do you spell|define|compare|what language|should i invest|give me a recipe|give me tips|give me the news|show me pictures|find me|call|send|can i|what movie|name three|what are the symptoms)/;
/** Questions of other topics that stay so with words of factories in them. */
const AMONG = TOPICS.filter((topic) => AFAR.test(topic));

export function draftExplain(
  stream: RandomStream,
  labels: readonly (readonly [string, string])[],
): Draft {
  if (labels.length > 0 && isLikely(stream, 0.05)) {
    const [pattern, label] = pick(stream, labels);
    return {
      text: askLabel(stream, label, isOfRun(pattern)),
      call: `{"explain":"${codeOf(pattern)}"}`,
    };
  }
  if (isLikely(stream, 0.05)) return draftCited(stream);
  const entry = pickFigure(stream);
  const text = isLikely(stream, 0.08) ? askBriefly(stream, entry) : askFigure(stream, entry);
  return { text, call: `{"explain":"${codeOf(entry.pattern)}"}` };
}

export function draftPlan(stream: RandomStream): Draft {
  const style = weigh(stream, { bare: 8, one: 52, several: 22, asked: 18, contrast: 6, swap: 3 });
  if (style === 'bare') return { text: pick(stream, PLAN), call: '{"plan":{}}' };
  if (style === 'contrast') return draftContrast(stream);
  if (style === 'swap') return draftSwap(stream);
  if (style === 'one') {
    const edit = sayEdit(stream, pickPlace(stream));
    return { text: edit.text, call: callOf([edit]) };
  }
  if (style === 'several') {
    if (isLikely(stream, 0.3)) return draftFleet(stream);
    const edits: SaidEdit[] = [];
    for (let count = 2 + (isLikely(stream, 0.2) ? 1 : 0); count > 0; count--) {
      const edit = sayEdit(stream, pickPlace(stream), true);
      if (!edits.some(({ pattern }) => pattern === edit.pattern)) edits.push(edit);
    }
    return { text: joinEdits(stream, edits), call: callOf(edits) };
  }
  const edit = sayEdit(stream, pickPlace(stream), true);
  const entry = pickFigure(stream);
  const template = pick(stream, ASKED_WITH);
  const wish =
    /^(?:with|on|in|at|if|using|without)\b/.test(edit.text) || template.includes('if {w}')
      ? edit.text
      : pick(stream, [`with ${edit.text}`, edit.text, `if ${edit.text}`]);
  const text = template
    .replace('{q}', () => askFigure(stream, entry))
    .replace('{f}', () => nameFigure(stream, entry))
    .replace('{w}', () => wish);
  return { text, call: callOf([edit]) };
}

/** "50,000 B200": the two places that are changed together most. */
function draftFleet(stream: RandomStream): Draft {
  const value = sayEdit(
    stream,
    { pattern: 'fleet.gpus', kinds: ['count'], names: ['GPUs'], wishes: ['{v}'], words: {} },
    true,
  );
  const gpu = sayEdit(
    stream,
    { pattern: 'hardware.gpu', kinds: ['gpu'], names: ['GPU'], wishes: ['{v}'], words: {} },
    true,
  );
  const frame = pick(stream, [
    'with {v} {g}',
    'and with {v} {g}',
    'what if we had {v} {g}',
    '{v} {g}',
    'and {v} {g}',
    'what about {v} {g}',
    'with {v} of {g}',
    'what would {v} {g} do',
    'plan {v} {g}',
    'plan it with {v} {g}',
    'build it from {v} {g}',
    'replace everything with {v} {g}',
    'suppose we buy {v} {g} instead',
    'what if it were {v} {g}',
    '{v} {g} GPUs instead',
    'how about {v} {g} cards',
    'a fleet of {v} {g}',
    'a cluster of {v} {g}',
    'could we do it with {v} {g}',
    'switch to {v} {g}',
    '{g}, {v} of them',
    'use {g}, but only {v} of them',
    'what does it look like with {v} {g}',
    'swap them for {v} {g}',
    'scale to {v} {g}',
    'now {v} {g}',
  ]);
  return {
    text: frame.replace('{v}', value.value).replace('{g}', gpu.value),
    call: callOf([{ ...value }, gpu]),
  };
}

export function draftTwin(stream: RandomStream): Draft {
  const template = pick(stream, TWIN);
  const days = template.includes('{d}') ? stretch(stream) : undefined;
  const seed = template.includes('{s}')
    ? String(isLikely(stream, 0.5) ? stream.integer(100) : stream.integer(100_000))
    : undefined;
  const parts = [
    ...(seed === undefined ? [] : [`"seed":"<${seed}>"`]),
    ...(days === undefined ? [] : [`"days":"<${days}>"`]),
  ];
  return {
    text: template.replace('{d}', days ?? '').replace('{s}', seed ?? ''),
    call: `{"twin":{${parts.join(',')}}}`,
  };
}

export function draftPower(stream: RandomStream): Draft {
  const template = pick(
    stream,
    isLikely(stream, 0.45) ? POWER.filter((one) => one.includes('{v}')) : POWER,
  );
  if (!template.includes('{v}')) return { text: template, call: '{"power":{}}' };
  const limit = writeValue(stream, 'ramp');
  return { text: template.replace('{v}', limit), call: `{"power":{"rampLimit":"<${limit}>"}}` };
}

const TOPS = listOf(
  '2;3;4;5;5;6;8;10;10;12;15;20;25;30;50;100;three;five;ten;two;twenty;four;a dozen',
);
const RANKS = listOf(
  'second;third;2nd;3rd;fourth;fifth;4th;5th;first;number 2;10th;tenth;number 3;second best;third best;rank 2;7th',
);

export function draftStrategies(stream: RandomStream): Draft {
  const style = weigh(stream, { plain: 5, top: 4, launch: 3, rank: 3 });
  const engine = pick(stream, ['megatron', 'torchtitan']);
  const written =
    engine === 'megatron'
      ? pick(stream, ['megatron', 'Megatron', 'Megatron-LM', 'megatron'])
      : pick(stream, ['torchtitan', 'TorchTitan', 'torch titan']);
  if (style === 'plain') return { text: pick(stream, STRATEGIES), call: '{"strategies":{}}' };
  if (style === 'top') {
    const top = pick(stream, TOPS);
    return {
      text: pick(stream, STRATEGIES_TOP).replace('{k}', top),
      call: `{"strategies":{"top":"<${top}>"}}`,
    };
  }
  if (style === 'launch')
    return {
      text: pick(stream, LAUNCH).replaceAll('{e}', written),
      call: `{"strategies":{"launch":"${engine}"}}`,
    };
  const rank = pick(stream, RANKS);
  return {
    text: pick(stream, LAUNCH_RANK).replaceAll('{e}', written).replace('{o}', rank),
    call: `{"strategies":{"launch":"${engine}","rank":"<${rank}>"}}`,
  };
}

export function draftOptimise(stream: RandomStream): Draft {
  const [objective, said] = pick(stream, OBJECTIVES);
  const wants = isLikely(stream, 0.3);
  const close = wants ? `,"objective":"${objective}"` : '';
  const tail = wants ? ` ${pick(stream, said)}` : '';
  const style = weigh(stream, { whole: 60, single: 15, joined: 25 });
  if (style === 'joined') {
    const [a, b] = [pick(stream, DIMENSIONS), pick(stream, DIMENSIONS)];
    if (a[0] !== b[0]) {
      const text = pick(stream, OPTIMISE_JOINED)
        .replace('{a}', pick(stream, a[1]))
        .replace('{b}', pick(stream, b[1]));
      return {
        text: `${text}${tail}`,
        call: `{"optimise":{"over":["${a[0]}","${b[0]}"]${close}}}`,
      };
    }
  }
  if (style === 'single') {
    const [name, names] = pick(stream, DIMENSIONS);
    return {
      text: `${pick(stream, OPTIMISE_SINGLE).replace('{a}', pick(stream, names))}${tail}`,
      call: `{"optimise":{"over":["${name}"]${close}}}`,
    };
  }
  const [name, wishes] = pick(stream, OPTIMISE);
  const wish = pick(stream, wishes).replace('{v}', writeValue(stream, 'percent'));
  return { text: `${wish}${tail}`, call: `{"optimise":{"over":["${name}"]${close}}}` };
}

function invent(stream: RandomStream): string {
  const syllables = [
    'ba',
    'ke',
    'lo',
    'mi',
    'nu',
    'ra',
    'se',
    'ti',
    'vo',
    'za',
    'gri',
    'plo',
    'stu',
    'wen',
    'fra',
    'chu',
    'dox',
    'yam',
  ];
  return Array.from({ length: 2 + stream.integer(2) }, () => pick(stream, syllables)).join('');
}

/** Something that a plan has a figure of. */
function thingOf(stream: RandomStream): string {
  const style = weigh(stream, { figure: 50, place: 15, object: 15, name: 20 });
  const drawn: Record<typeof style, () => string> = {
    figure: () => pick(stream, pickFigure(stream).names),
    place: () => pick(stream, pickPlace(stream).names),
    object: () => pick(stream, OBJECTS),
    name: () => pick(stream, ['{g}', '{g}s', '{t}', '{s}', '{f}', '{r}', '{r}', '{m}']),
  };
  return drawn[style]().replace(/^the (?=.)/, '');
}

export function draftNone(stream: RandomStream): Draft {
  const style = weigh(stream, {
    order: 26,
    live: 16,
    absent: 16,
    chat: 7,
    topic: 11,
    among: 5,
    near: 18,
    trade: 9,
    strange: 20,
    noise: 2,
  });
  const thing = (): string => (isLikely(stream, 0.35) ? invent(stream) : pick(stream, THINGS));
  const among = (): string =>
    isLikely(stream, 0.5) ? pick(stream, pickFigure(stream).names) : pick(stream, OBJECTS);
  const texts: Record<typeof style, () => string> = {
    order: () => pick(stream, ORDERS).replaceAll('{o}', () => pick(stream, OBJECTS)),
    live: () => pick(stream, LIVE),
    absent: () => askAbsent(stream),
    chat: () => pick(stream, CHAT),
    topic: () => pick(stream, TOPICS).replace(/\{x\}/g, thing),
    among: () => pick(stream, AMONG).replace(/\{x\}/g, among),
    near: () =>
      pick(stream, NEAR).replaceAll('{y}', () =>
        isLikely(stream, 0.3) ? `the ${thingOf(stream)}` : thingOf(stream),
      ),
    trade: () => pick(stream, TRADE),
    strange: () => pick(stream, pick(stream, STRANGE)),
    noise: () => Array.from({ length: 1 + stream.integer(5) }, thing).join(' '),
  };
  return { text: texts[style](), call: '{"none":{}}' };
}

/** A question of a figure that no plan has, as one asks for those that it has. */
function askAbsent(stream: RandomStream): string {
  const noun = pick(stream, ABSENT);
  const said = pick(stream, [
    noun,
    noun,
    noun.includes('{') ? noun : `${noun} of {r}`,
    `${noun} of the site`,
    `${noun} of the cluster`,
    `${noun} of the factory`,
    `${noun} per year`,
  ]);
  const kind = pick(stream, ['any', 'count', 'amount', 'share', 'money', 'ratio']);
  return pick(stream, FIGURE_ASKS[kind]!).replace('{f}', () => said);
}
