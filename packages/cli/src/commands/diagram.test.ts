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

  it('prints it as tables', async () => {
    const { code, out } = await gigafactory(['diagram', 'examples/diagrams/pod.mmd']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Mermaid\n {2}nodes +11\n {2}edges +13\n {2}groups +2\n/);
    expect(out).toMatch(/\n {2}leaf4 +4 {2}fabric +Leaf 4\n/);
    expect(out).toMatch(/\n {2}node1 +1 {2}rack +Node 1 \/ 8 GPUs\n/);
    expect(out).toMatch(/\n {2}leaf4 +→ {2}storage +NFS\n/);
  });
});
