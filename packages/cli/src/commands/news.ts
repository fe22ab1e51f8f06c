import { resolve } from 'node:path';
import type { Problem } from '@gigafactory/core/base';
import { gather, newsOf } from '@gigafactory/grok/news';
import type { Command, Context } from '../command.ts';
import { EXIT, InputError, inputError } from '../failure.ts';
import { showNews } from '../show/news.ts';
import { print } from './print.ts';

export const news: Command = {
  name: 'news',
  summary: 'Make stories of feeds, every sentence with its source',
  operands: [],
  options: {
    feeds: {
      kind: 'values',
      value: 'FILE-or-URL…',
      summary: 'RSS, RDF, Atom or JSON feeds, up to the next option; files need no network',
    },
    once: { kind: 'flag', summary: 'Read the feeds once, print, and end' },
    allow: {
      kind: 'list',
      value: 'HOST:PORT',
      summary: 'Feeds of your own network: may be asked although it is not public; repeatable',
    },
  },
  about:
    'A sentence is taken word for word from an item, and says from where to where it stands in it. What one source alone tells, what sources contradict each other about, opinion and satire are marked.',
  run: runNews,
};

async function runNews(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const sources = args.lists['feeds'] ?? [];
  if (sources.length === 0)
    throw inputError('usage.option', 'Say which feeds: --feeds FILE-or-URL….', '--feeds');
  if (!args.flags.has('once'))
    throw inputError(
      'usage.option',
      'Feeds are only read once so far: say so with --once.',
      '--once',
    );
  const stopped = new AbortController();
  void io.stopped().then(() => stopped.abort());
  const { items, feeds } = await gather([...new Set(sources)], {
    ...{ now: io.clock.now(), allowed: allowedOf(args.lists['allow'] ?? []) },
    resolvePath: (name) => resolve(io.cwd, name),
    signal: stopped.signal,
  });
  const problems = feeds.flatMap(({ source, problem }) => (problem ? [{ source, problem }] : []));
  const [first] = problems;
  // Nothing to print: whoever asked named no feed.
  if (first && problems.length === feeds.length)
    throw new InputError([withHint(first.problem)], first.source);
  const { embedAll } = await import('@gigafactory/grok/skill');
  const digest = await newsOf(items, embedAll);
  const result = {
    items: digest.items.map((item) => ({
      ...{ id: item.id, url: item.url, text: item.text, language: item.language },
      ...{ domain: item.publisher, published: shown(item.published), feed: item.feed.source },
    })),
    stories: digest.stories,
    unquoted: digest.unquoted,
    feeds,
  };
  print(context, result, () => showNews(digest, feeds, paint));
  return EXIT.ok;
}

function allowedOf(given: readonly string[]): readonly string[] {
  for (const each of given) {
    if (/^(\[[\da-f:.]+\]|[a-z\d.-]+):\d{1,5}$/.test(each)) continue;
    throw inputError(
      'usage.value',
      `--allow takes a host with its port, such as 127.0.0.1:8080, not "${each}".`,
    );
  }
  return given;
}

/** What is refused because it is not public can be allowed. */
function withHint(problem: Problem): Problem {
  if (!/^fetch\.(host|port)$/.test(problem.code)) return problem;
  const hint = 'A feed of your own network is allowed by --allow HOST:PORT.';
  return { ...problem, message: `${problem.message} ${hint}` };
}

function shown(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
