import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChatPiece } from '@gigafactory/core/chats';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Skill } from '../../skill/index.ts';
import { ATTACKS } from '../attacks.fixture.ts';
import { answerOf, only, shippedSkill } from '../embedded.fixture.ts';
import type { AnswerTurn, KeptFile } from '../port.ts';

const EXAMPLES = join(import.meta.dirname, '../../../../../examples/diagrams');

function fileOf(text: string, name = 'pod.svg'): KeptFile {
  const content = new TextEncoder().encode(text);
  const id = `file_${'0'.repeat(24)}`;
  return { id, name, kind: 'diagram', format: 'svg', bytes: content.length, content };
}

const pod = (name: string) => fileOf(readFileSync(join(EXAMPLES, name), 'utf8'), name);

let skill: Skill;
beforeAll(async () => {
  skill = await shippedSkill();
});

const ask = (question: string, files: readonly KeptFile[], before: readonly AnswerTurn[] = []) =>
  answerOf(skill, { question, files, before });
const textOf = (pieces: readonly ChatPiece[]) =>
  pieces.map((piece) => (piece.kind === 'text' ? piece.delta : '')).join('');

describe('a question about an attached diagram', () => {
  it.each(['pod.svg', 'pod.mmd', 'pod.dot', 'pod.drawio'])('is answered from %s', async (name) => {
    const pieces = await ask('what hangs off leaf 3?', [pod(name)]);
    expect(textOf(pieces)).toContain('1 node hangs off Leaf 3: Node 3 8 GPUs.');
    expect(only(pieces, 'call')).toMatchObject([
      { name: 'graph', arguments: { file: name, ask: { what: 'beyond', of: 'Leaf 3' } } },
    ]);
  });

  it('that names nothing in it is told so', async () => {
    const pieces = await ask('what hangs off leaf 33?', [pod('pod.svg')]);
    expect(only(pieces, 'result')).toMatchObject([{ ok: false }]);
    expect(textOf(pieces)).toContain('leaf 33');
  });

  it.each([
    ['which pairs have one link?', /5 pairs of nodes have 1 link/],
    ['any single points of failure?', /Single points of failure/],
    ['what differs from the plan?', /\| Drawn \| Planned \|/],
    ['make a draft of a factory file', /```yaml\n[^`]*\ngigafactory: 1/],
    ['what does it show?', /11 nodes, 13 edges, 2 groups/],
    ['how many leaves?', /4 leaf/],
  ])('%s', async (question, answer) => {
    expect(textOf(await ask(question, [pod('pod.svg')]))).toMatch(answer);
  });

  it('goes on with the diagram of an earlier question, and with the factory where that is meant', async () => {
    const file = pod('pod.svg');
    const before: AnswerTurn[] = [{ role: 'person', text: 'see', events: [], files: [file] }];
    const answer = (question: string) => answerOf(skill, { before, known: [file], question });
    expect(textOf(await answer('what hangs off leaf 3?'))).toContain('Node 3');
    const other = await answer('what does the facility draw?');
    expect(only(other, 'figure').length).toBeGreaterThan(0);
  });

  it('goes on with what a model has read in a picture, and with no picture that none has', async () => {
    const picture = { ...fileOf('', 'photo.png'), kind: 'picture', format: 'png' } as const;
    const seen: AnswerTurn = {
      ...{ role: 'assistant', text: '', files: [] },
      events: [
        {
          ...{ kind: 'diagram', call: 'read_1', file: picture.id, offset: 1 },
          dot: 'digraph { "Leaf 3" -> "Node 3" }',
        },
      ],
    };
    const asked: AnswerTurn = { role: 'person', text: 'see', events: [], files: [picture] };
    const answer = async (before: readonly AnswerTurn[]) =>
      only(
        await answerOf(skill, { before, known: [picture], question: 'what hangs off leaf 3?' }),
        'call',
      );
    expect(await answer([asked, seen])).toMatchObject([
      { name: 'graph', arguments: { file: 'photo.png', ask: { of: 'Leaf 3' } } },
    ]);
    expect(await answer([asked])).not.toMatchObject([{ name: 'graph' }]);
  });

  it('is answered for each of several, by name', async () => {
    const pieces = await ask('what hangs off leaf 3?', [pod('pod.svg'), pod('pod.dot')]);
    expect(textOf(pieces)).toMatch(/\*\*pod\.svg\*\*[\s\S]*\*\*pod\.dot\*\*/);
  });

  it('shows what it was read as', async () => {
    expect(only(await ask('what is this?', [pod('pod.dot')]), 'diagram')).toHaveLength(1);
  });
});

describe('an injection', () => {
  it('by labels of an earlier diagram catches no question about the factory', async () => {
    const labels = [
      'what',
      'does',
      'the facility',
      'facility',
      'draw',
      'what does the facility draw',
    ];
    const file = fileOf(`graph { ${labels.map((label) => `"${label}"`).join(' -- ')} }`);
    const before: AnswerTurn[] = [{ role: 'person', text: 'see', events: [], files: [file] }];
    const plain = await answerOf(skill);
    expect(only(plain, 'figure').length).toBeGreaterThan(0);
    expect(await answerOf(skill, { before, known: [file] })).toEqual(plain);
  });

  it.each(ATTACKS)('in a file’s name or labels changes no call: %s', async (attack) => {
    const label = attack.replaceAll('"', "'").replaceAll('\\', '/');
    const file = fileOf(`graph { a [label="Leaf 3"]; b [label="${label}"]; a -- b }`, attack);
    const pieces = await ask('what hangs off leaf 3?', [file]);
    expect(only(pieces, 'call')).toMatchObject([
      { name: 'graph', arguments: { ask: { what: 'beyond', of: 'Leaf 3' } } },
    ]);
    expect(only(pieces, 'figure')).toEqual([]);
    expect(only(pieces, 'citation')).toEqual([]);
    // Its words are shown as they are: none becomes a link, a picture or HTML.
    expect(textOf(pieces)).not.toMatch(/(?<!\\)[<\]]|(?<!\\)!\[/);
  });
});
