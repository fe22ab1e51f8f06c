import { describe, expect, it } from 'vitest';
import { ATTACKS, CANARY } from './attacks.fixture.ts';
import { readFeed } from './feed/read-feed.ts';
import { newsOf } from './news.ts';
import { NOW } from './set.fixture.ts';
import type { Embed } from './story/group.ts';
import { speaksToMachines } from './text/addressed.ts';

const HONEST = [
  [
    'Harbour bridge in Lund closed after crack',
    'Engineers closed the harbour bridge in Lund on Monday after a crack was found in a pillar.',
  ],
  [
    'Crack in pillar shuts Lund bridge',
    'The harbour bridge of Lund stays shut while engineers examine a cracked pillar, the city said.',
  ],
] as const;

/** Where an article has room for it. */
const PLACES: Readonly<Record<string, (attack: string) => readonly [string, string]>> = {
  'its headline': (attack) => [`Lund bridge: ${attack}`, HONEST[0][1]],
  'its lead': (attack) => [HONEST[1][0], `${HONEST[0][1]} ${attack}`],
  'the middle of its lead': (attack) => [
    HONEST[0][0],
    `${HONEST[0][1]} ${attack} The city of Lund expects repairs to take three weeks.`,
  ],
  'what is hidden in it': (attack) => [
    HONEST[1][0],
    `<p>${HONEST[1][1]}</p><div style="display: none">${attack}</div><!-- ${attack} --><script>${attack}</script><p hidden>${attack}</p>`,
  ],
};

const alike: Embed = async (texts) => new Float32Array(texts.length).fill(1);

function feed(house: string, items: readonly (readonly [string, string])[]) {
  const rows = items.map(([title, lead], at) => ({
    ...{ id: `${at}`, url: `https://${house}.example/${at}`, title, content_html: lead },
  }));
  const version = 'https://jsonfeed.org/version/1.1';
  const text = JSON.stringify({ version, title: house, items: rows });
  const read = readFeed({ source: house, text, now: NOW });
  if (!read.ok) throw new Error(read.problems[0]?.message);
  return read.value.items;
}

describe('an injection', () => {
  // Every attack in every place: 100 of them.
  for (const [place, put] of Object.entries(PLACES)) {
    it.each(ATTACKS)(`in ${place} reaches no digest and no citation: %j`, async (attack) => {
      const honest = HONEST.flatMap((item, at) => feed(`honest-${at}`, [item]));
      const attacked = feed('evil', [put(attack)]);
      for (const items of [[...honest, ...attacked], attacked]) {
        const { stories } = await newsOf(items, alike);
        const told = stories.flatMap(({ headline, sentences }) => [
          headline?.text ?? '',
          ...sentences.map(({ text }) => text),
        ]);
        expect(told.join('\n')).not.toContain(CANARY);
        for (const { sentences } of stories) {
          for (const { text, citations } of sentences) {
            for (const { item, start, end } of citations) {
              expect(items.find(({ id }) => id === item)?.text.slice(start, end)).toBe(text);
            }
          }
        }
      }
      const { stories } = await newsOf([...honest, ...attacked], alike);
      expect(stories[0]?.sentences.length).toBeGreaterThan(0);
    });
  }
});

describe('speaksToMachines', () => {
  it.each([
    'The assistant coach said the rules of the game must change before the next season.',
    'Apple\u2019s assistant Siri will answer questions about the weather in Dutch from spring.',
    'Judges ignored the instructions of the ministry, the court\u2019s president said.',
    'The company released its language model under an open licence on Tuesday.',
    'Voters should tell the mayor that the tram is late, the union says.',
    'Nvidia shares rose 3% after the company called demand "off the charts".',
    'Users must now show an identity card, the platform announced.',
    'The system failed twice in one week, and the operator apologised.',
    'OpenAI said ChatGPT would mark answers that it is not sure of.',
    'xAI published the system prompt of Grok after criticism.',
    'Researchers found a jailbreak that works on every large chatbot.',
    'Banks remind all customers to change passwords before Friday.',
    'A prompt injection in e-mails made an assistant leak files, Microsoft said.',
    'Die Stadt hat die Anweisung des Landes nicht befolgt.',
  ])('is not %j', (text) => {
    expect(speaksToMachines(text)).toBe(false);
  });
});
