import { join } from 'node:path';
import { dispatch, OPERATIONS } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server/threads';
import { describe, expect, it } from 'vitest';
import { runMain } from '../io.fixture.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const run: RunOperation = async (name, input) => dispatch(name, input);

function gigafactory(argv: readonly string[]) {
  return runMain(argv, { cwd: ROOT, run });
}

describe('diagram', () => {
  it.each([
    [['examples/one-pod.yaml'], 'is no SVG'],
    [['examples/diagrams/pod.mmd', '--format', 'png'], '--format must be svg'],
    [['examples/diagrams/pod.mmd', '--page', '1'], 'Only a file of draw.io has pages'],
    [['examples/diagrams/pod.drawio', '--page', 'Cooling'], 'there are "Fabric", "Power"'],
    [['examples/diagrams/pod.svg', '--format', 'dot'], 'pod.svg:1:1 DOT begins with'],
    [['examples/diagrams/pond.svg'], 'Did you mean'],
    [['examples/diagrams/pod.dot', '--beyond', 'leaf 9'], 'no node "leaf 9"'],
    [['examples/diagrams/pod.dot', '--from', 'leaf 1'], 'both ends'],
    [['examples/diagrams/pod.dot', '--most', '3'], 'both ends'],
    [['examples/diagrams/pod.dot', '--cuts', '--degree', '1'], 'one question'],
    [['examples/diagrams/pod.dot', '--count', 'colour'], 'kind, label, group'],
    [['examples/diagrams/pod.dot', '--draft', '--cuts'], 'do not go together'],
    [['examples/diagrams/pod.drawio', '--page', 'Power', '--draft'], 'shows no node'],
    [['examples/diagrams/pod.dot', '--compare', 'examples/two-pods.yaml'], 'no file'],
    [['examples/diagrams/pod.dot', '--svg', 'README.md'], 'README.md" is there already'],
  ])('refuses %j', async (argv, words) => {
    const { code, out, err } = await gigafactory(['diagram', ...argv]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });

  it.each(['pod.svg', 'pod.mmd', 'pod.dot', 'pod.drawio'])(
    'prints the graph of %s as JSON',
    async (name) => {
      const { code, out } = await gigafactory(['diagram', `examples/diagrams/${name}`, '--json']);
      expect(code).toBe(0);
      const graph = OPERATIONS.diagram.output.parse(JSON.parse(out));
      const leaf = graph.nodes.find(({ label }) => label === 'Leaf 4');
      const links = graph.edges.filter(({ from, to }) => from === leaf?.id || to === leaf?.id);
      expect(links.map(({ directed, label }) => [directed, label])).toEqual(
        expect.arrayContaining([
          [false, '4 x 400G'],
          [true, 'NFS'],
        ]),
      );
      expect([graph.nodes.length, graph.edges.length, links.length]).toEqual([11, 13, 4]);
    },
  );

  it.each([
    [['--beyond', 'leaf 3'], '1 node hangs off Leaf 3: Node 3 8 GPUs.', 'node3'],
    [['--neighbours', 'LEAF 4'], 'Leaf 4 has 4 neighbours: Spine 1', 'leaf4 +→ +storage +1 +NFS'],
    [
      ['--from', 'node 1', '--to', 'node 2', '--most', '1'],
      'More than 1 path',
      'node1 – leaf1 – spine1',
    ],
    [['--degree', '1'], '5 nodes have 1 link', 'storage +1 +Storage'],
    [['--degrees'], 'The most links has', 'storage'],
    [['--links', '1'], '5 pairs of nodes have 1 link', 'node1 – leaf1'],
    [['--pairs'], '13 pairs of nodes', '4 +leaf1 – spine1'],
    [['--cuts'], 'Single points of failure: 4 nodes: Leaf 1', 'leaf4'],
    [['--parts'], 'Everything hangs together.', 'spine1'],
    [['--count', 'kind'], '11 nodes: 4 leaf, 4 node, 2 spine', '4 +leaf'],
  ])('answers %j', async (options, sentence, row) => {
    const { code, out } = await gigafactory(['diagram', 'examples/diagrams/pod.dot', ...options]);
    expect(code).toBe(0);
    expect(out).toContain(sentence);
    expect(out).toMatch(new RegExp(row));
  });

  it('compares the drawn fabric with the planned one', async () => {
    const argv = ['diagram', 'examples/diagrams/pod.dot', '--compare', 'examples/five-lines.yaml'];
    const { code, out } = await gigafactory(argv);
    expect(code).toBe(1);
    expect(out).toMatch(/GPUs +32 +64 +differs/);
    expect(out).toMatch(/Cores +not shown +0\n/);
    expect(out).toMatch(/Links down over links up, of a leaf +0\.125 +1 +differs/);
    expect(out).toContain('1 other node is no part of the fabric.');
    const { out: json } = await gigafactory([...argv, '--json']);
    expect(OPERATIONS.deviations.output.safeParse(JSON.parse(json)).error).toBeUndefined();
  });

  it('drafts a factory file that can be planned', async () => {
    const { code, out } = await gigafactory(['diagram', 'examples/diagrams/pod.svg', '--draft']);
    expect(code).toBe(0);
    expect(out).toContain('# Drafted from a diagram. It says:\n# - 32 GPUs\n# - 4 nodes\n');
    expect(out).toContain('is assumed:\n# - The GPU, h100-sxm\n');
    expect(dispatch('plan', { text: out })).toMatchObject({
      ok: true,
      value: { fleet: { gpus: 32 } },
    });
  });

  it('draws it anew', async () => {
    const { code, out } = await gigafactory([
      'diagram',
      'examples/diagrams/pod.drawio',
      '--svg',
      '-',
    ]);
    expect(code).toBe(0);
    const again = dispatch('diagram', { text: out });
    expect(again).toMatchObject({ ok: true, value: { format: 'svg' } });
    if (again.ok) expect([again.value.nodes.length, again.value.edges.length]).toEqual([11, 13]);
  });

  it('prints it as tables', async () => {
    const { code, out } = await gigafactory(['diagram', 'examples/diagrams/pod.mmd']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Mermaid\n {2}nodes +11\n {2}edges +13\n {2}groups +2\n/);
    expect(out).toMatch(/\n {2}leaf4 +4 {2}fabric +Leaf 4\n/);
    expect(out).toMatch(/\n {2}node1 +1 {2}rack +Node 1 \/ 8 GPUs\n/);
    expect(out).toMatch(/\n {2}leaf4 +→ {2}storage +NFS\n/);
  });
});
