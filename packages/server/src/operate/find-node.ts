import { failed, ok, type Result } from '@gigafactory/core/base';
import type { NodeId } from '@gigafactory/core/protocol';

/**
 * The node of a name: `n3` or `grok-nano:n3` of a site, `grok-nano:1` or `1` by its number. Code: `node.unknown`.
 *
 * @param owner who has the nodes, whose name may stand before theirs
 * @param nodes their names, by index
 */
export function findNode(name: string, owner: string, nodes: readonly string[]): Result<NodeId> {
  const short = name.startsWith(`${owner}:`) ? name.slice(owner.length + 1) : name;
  const named = nodes.findIndex((each) => each === name || each === short);
  if (named >= 0) return ok(named);
  if (/^\d+$/.test(short) && Number(short) < nodes.length) return ok(Number(short));
  const message = `${owner} has no node "${name}"; it has ${listOf(nodes)}.`;
  return failed({ code: 'node.unknown', message });
}

/** `n0, n1, n2, … n7` */
function listOf(names: readonly string[]): string {
  return names.length <= 4
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')}, … ${names.at(-1)}`;
}
