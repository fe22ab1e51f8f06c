import type { RandomStream } from '@gigafactory/core/base';
import { PLACE_ENTRIES, type PlaceEntry } from '../book/read.ts';
import { codeOf } from '../see/codes.ts';
import { pick } from './chance.ts';
import { callOf, type Draft, nameOf, pickPlace } from './edits.ts';
import { nameFigure, pickFigure } from './explain.ts';
import { writeCatalogued } from './fill.ts';
import { isWritten, writeFor, writeValue } from './values.ts';

/** What a value of each kind of figure is written as. */
const WRITTEN_AS: Readonly<Record<string, string>> = {
  share: 'percent',
  ratio: 'count',
  rate: 'freq',
  amount: 'bytes',
  plain: 'count',
};

const WHY = [
  'why is {f} {v}',
  'why is the {f} {v}',
  'why {v} for {f}',
  'why {v} of {f}',
  'where does the {v} of {f} come from',
  'where do {v} for {f} come from',
  'how do you get to {v} for {f}',
  'how did you get {v} for the {f}',
  'how come the {f} is {v}',
  'is the {f} really {v}',
  'is {f} still {v}',
  'I read {v} for the {f}, how so',
  '{f} of {v}: how is that made up',
  '{f} {v}, why',
  '{v} {f}, why so much',
  '{v} {f}, really',
  'what makes the {f} {v}',
  'what is behind the {v} of {f}',
  'explain the {v} of {f}',
  'explain why the {f} is {v}',
  'explain {v} {f}',
  'how is the {f} of {v} worked out',
  'the page says {v} for {f}, what does that mean',
  'who says the {f} is {v}',
  'what does {v} {f} mean',
  'how come there are {v} {f}',
  'why do we have {v} {f}',
  'why do we need {v} {f}',
  'why do you say {v} for {f}',
  'is {f} above {v}',
  'is {f} below {v}',
  'is the {f} more than {v}',
  'does {f} stay under {v}',
  'does the {f} exceed {v}',
];

/** A question about a figure that says its value: that is no wish for another. */
export function draftCited(stream: RandomStream): Draft {
  const entry = pickFigure(stream);
  const value = writeValue(stream, WRITTEN_AS[entry.kind] ?? entry.kind);
  const name = nameFigure(stream, entry);
  return {
    text: pick(stream, WHY).replace('{f}', name).replace('{v}', value),
    call: `{"explain":"${codeOf(entry.pattern)}"}`,
  };
}

const INSTEAD = [
  '{n} of {w} is a lot, how does it look with {v}',
  '{w} for {n} seems a lot, try {v}',
  '{w} {n} is too much, what about {v}',
  '{w} {n} are too many, make it {v}',
  '{w} {n} are too few, take {v}',
  '{w} is too little for {n}, what if {v}',
  '{n} from {w} to {v}',
  '{n} not {w} but {v}',
  'not {w} but {v} for {n}',
  'instead of {w}, {v} for {n}',
  'instead of {w} {n} only {v}',
  'change {n} from {w} to {v}',
  'move {n} from {w} to {v}',
  'raise {n} from {w} to {v}',
  'cut {n} from {w} to {v}',
  'what if {n} went from {w} to {v}',
  'what if {n} was not {w} but {v}',
  'we have {w} for {n}, what if it were {v}',
  'today {n} is {w}, suppose {v}',
  'the plan has {w} for {n}; make that {v}',
];
const NUMERIC: readonly PlaceEntry[] = PLACE_ENTRIES.filter(({ kinds }) => kinds.some(isWritten));

/** A wish that says the value of today before the one that is wanted. */
export function draftContrast(stream: RandomStream): Draft {
  const drawn = pickPlace(stream);
  const entry = drawn.kinds.some(isWritten) ? drawn : pick(stream, NUMERIC);
  const kind = pick(stream, entry.kinds.filter(isWritten));
  const [was, value] = [
    writeFor(stream, entry.pattern, kind),
    writeFor(stream, entry.pattern, kind),
  ];
  const text = pick(stream, INSTEAD)
    .replace('{n}', nameOf(stream, entry))
    .replace('{w}', was)
    .replace('{v}', value);
  return { text, call: callOf([{ text, pattern: entry.pattern, value, isWord: false }]) };
}

const SWAPS = PLACE_ENTRIES.filter(({ pattern }) => pattern === 'hardware.gpu').flatMap(
  ({ wishes }) => wishes.filter((wish) => wish.includes('{g2}')),
);

/** A wish for other GPUs that says which they replace. */
export function draftSwap(stream: RandomStream): Draft {
  const value = writeCatalogued(stream, 'gpu');
  const text = pick(stream, SWAPS).replace('{v}', value);
  return { text, call: callOf([{ text, pattern: 'hardware.gpu', value, isWord: false }]) };
}
