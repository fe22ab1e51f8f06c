import { type Known, showQuantity } from '../base/index.ts';
import { NODE_KITS, RACKS } from '../facts/index.ts';
import { type Edits, type KitFault, type Parts, ROUNDING, shown } from './kit-fault.ts';

type Node = NonNullable<Parts['node']>;
type Rack = NonNullable<Parts['rack']>;

/** Something that nodes take up and a rack provides. */
interface Room {
  /** Of one node. */
  readonly takes: Known;
  /** Of a rack. */
  readonly has: Known;
  show(amount: number): string;
}

function roomsOf(node: Node, rack: Rack): Room[] {
  const { nameplatePower, height } = node;
  const rooms: Room[] = [];
  if (nameplatePower && rack.powerLimit) {
    const { unit } = rack.powerLimit;
    const show = (watts: number) => showQuantity(watts, unit);
    rooms.push({ takes: nameplatePower, has: rack.powerLimit, show });
  }
  if (height && rack.height) {
    rooms.push({ takes: height, has: rack.height, show: (units) => `${units} rack units` });
  }
  return rooms;
}

/** How many nodes of one kind a rack holds. */
function fitting(rooms: readonly Room[]): number {
  return Math.min(
    ...rooms.map(({ takes, has }) => Math.floor((has.value * ROUNDING) / takes.value)),
  );
}

/** Whether the rack holds its nodes, by nameplate power and by height where that is known. */
export function checkRack({ node, rack }: Parts): KitFault[] {
  const count = rack?.nodesPerRack?.value;
  if (!node || !rack || count === undefined) return [];
  const rooms = roomsOf(node, rack);
  const fit = fitting(rooms);
  if (count <= fit) return [];
  const lacking = rooms.filter((room) => fitting([room]) < count);
  const sums = lacking.map(({ takes, show }) => show(count * takes.value)).join(' and ');
  const has = lacking.map((room) => room.show(room.has.value)).join(' and ');
  const edits = rackEdits(node, rack, fit);
  const remedy = edits ? ` Take ${shown(edits)}.` : '';
  return [
    {
      path: 'hardware.rack',
      message: `${count} nodes of ${node.label} in a rack come to ${sums} by nameplate; "${rack.label}" has ${has}: ${fit} fit.${remedy}`,
      expected: `at most ${fit} nodes per rack`,
      ...(edits ? { edits } : {}),
    },
  ];
}

/** The usual rack where that holds the node as it is, else as many nodes as fit; nothing where none does. */
function rackEdits(node: Node, rack: Rack, fit: number): Edits | undefined {
  const usual = NODE_KITS[node.use ?? '']?.rack;
  const spec = usual === undefined ? undefined : RACKS[usual];
  if (usual !== undefined && usual !== rack.use && spec) {
    if (spec.nodesPerRack.value <= fitting(roomsOf(node, { ...spec, use: usual }))) {
      return { 'hardware.rack': usual };
    }
  }
  return fit >= 1 ? { 'hardware.rack.nodesPerRack': String(fit) } : undefined;
}
