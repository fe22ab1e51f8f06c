import { DAY_S } from '../base/index.ts';
import { byKind } from './by-kind.ts';
import { commandShape, ENVIRONMENT, moreArguments } from './program-shape.ts';
import { quantity } from './quantity-shape.ts';
import { section } from './section.ts';
import { optional, text, withDefault, word } from './shape.ts';

const time = (what: string) => quantity(what, 's', { least: 0.1, most: 7 * DAY_S });

/** When a service gets another replica, and when it gives one up. */
export const scalingShape = section('How many replicas there are, by what is asked of them', {
  least: quantity('Replicas that are kept however little is asked', '1', {
    least: 1,
    whole: true,
    most: 1e5,
  }),
  queue: optional(
    quantity('Waiting requests a replica above which there are too few; left out: 4', '1', {
      least: 0,
      most: 1e6,
    }),
  ),
  kvUse: optional(
    quantity('Use of the KV cache above which there are too few; left out: 0.8', '1', {
      least: 0.01,
      most: 1,
    }),
  ),
  upAfter: optional(time('How long it must be too much; left out: 30 s')),
  downAfter: optional(time('How long one less must have been enough; left out: 5 min')),
});

/** What every server has, whatever its kind. */
const SERVER = {
  model: word('Name by which clients ask for the model', {
    pattern: /^[\w][\w./:@-]*$/,
    most: 200,
    wanted: 'a name of letters, digits and _ . / : @ -',
  }),
  ...ENVIRONMENT,
  startWithin: optional(time('It must answer /health within this time; left out: 30 min')),
  unhealthyAfter: optional(
    time('A replica that fails its health check for so long is restarted; left out: 60 s'),
  ),
  drainWithin: optional(
    time('Running requests have so long to end before a replica is stopped; left out: 2 min'),
  ),
};

/** What the servers have whose command line is known. */
const PRESET = {
  weights: optional(
    text('Folder of the weights, or their name at Hugging Face; left out: the model', 1000),
  ),
  arguments: withDefault(moreArguments, []),
};

/** What answers the requests of a service: one process on each node of a replica. */
export const serverShape = byKind('What answers, when the service is run for real', {
  vllm: { about: "vLLM's server, its command line made here", fields: { ...SERVER, ...PRESET } },
  sglang: {
    about: "SGLang's server, its command line made here",
    fields: { ...SERVER, ...PRESET },
  },
  command: {
    about:
      'any server that speaks /health, /metrics and /v1, with {host} and {port} in its arguments',
    fields: { ...SERVER, command: commandShape },
  },
});
