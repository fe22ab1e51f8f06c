import { isKnown } from '../base/index.ts';
import {
  GPUS,
  type GpuSpec,
  kitOf,
  NODE_KITS,
  NODES,
  type NodeSpec,
  OPTICS,
  type OpticSpec,
  RACKS,
  type RackSpec,
  SWITCHES,
  type SwitchSpec,
} from '../facts/index.ts';
import type { Cursor } from './cursor.ts';
import { hardwareFileProblem, isHardwareFile, THIS_MACHINE } from './hardware-file.ts';
import { type Picked, type PickKind, pickSchema, readPick, readUse } from './pick.ts';
import { reportNoMap } from './section.ts';
import type { Shape } from './shape.ts';

/** What a factory is built from. */
export interface Hardware {
  readonly gpu: Picked<GpuSpec>;
  /** Its `gpu` is what it holds: what its maker puts in, or what the file states. */
  readonly node: Picked<NodeSpec>;
  readonly rack: Picked<RackSpec>;
  readonly switch: Picked<SwitchSpec>;
  readonly nodeOptic: Picked<OpticSpec>;
  readonly switchOptic: Picked<OpticSpec>;
}

const GPU: PickKind<GpuSpec> = {
  kind: 'GPU',
  catalogue: GPUS,
  description: 'The GPU; left out: that of the node',
  unused: { price: 'a node is bought with its GPUs; change hardware.node.price' },
};
const NODE: PickKind<NodeSpec> = {
  kind: 'node',
  catalogue: NODES,
  description: 'The node; left out: the usual one of the GPU',
  names: { gpu: { kind: 'GPU', description: 'The GPU that it holds', catalogue: GPUS } },
};
const RACK: PickKind<RackSpec> = {
  kind: 'rack',
  catalogue: RACKS,
  description: 'The rack; left out: the usual one of the node',
};
const SWITCH: PickKind<SwitchSpec> = {
  kind: 'switch',
  catalogue: SWITCHES,
  description: 'The switch of the GPU fabric; left out: the usual one of the node',
  unused: {
    passivePower: 'power includes the transceivers in the ports; change power',
  },
};
const UNUSED_OF_OPTICS = {
  reachMetres: 'the lengths of cables are not planned',
  mttf: 'what fails, and how often, is the failure profile; change reliability',
};
const NODE_OPTIC: PickKind<OpticSpec> = {
  kind: 'optic',
  catalogue: OPTICS,
  description: 'At both ends of a link from node to leaf; left out: the usual one of the node',
  unused: UNUSED_OF_OPTICS,
};
const SWITCH_OPTIC: PickKind<OpticSpec> = {
  kind: 'optic',
  catalogue: OPTICS,
  description: 'At both ends of a link between switches; left out: the usual one of the node',
  unused: {
    ...UNUSED_OF_OPTICS,
    power:
      'the power of a switch includes the transceivers in its ports; change hardware.switch.power',
  },
};
const PARTS = {
  gpu: GPU,
  node: NODE,
  rack: RACK,
  switch: SWITCH,
  nodeOptic: NODE_OPTIC,
  switchOptic: SWITCH_OPTIC,
} as const satisfies Readonly<Record<keyof Hardware, PickKind<object>>>;
const NAMES = Object.keys(PARTS);
/** What can stand for all parts, in JSON Schema. */
const HARDWARE_NAME = `^(${THIS_MACHINE}|.*\\.[yY][aA]?[mM][lL])$`;

/**
 * Hardware: a GPU or a node is enough. What is left out is the usual kit, as an assumption that says
 * so; each part of it can be given, and each value of a part.
 */
export const hardwareShape: Shape<Hardware> = {
  schema: {
    type: ['object', 'string'],
    description:
      'What the factory is built from; its GPU or its node is enough. Or this-machine, or a file with hardware',
    pattern: HARDWARE_NAME,
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(PARTS).map(([part, pick]) => [part, pickSchema(pick, false)]),
    ),
    anyOf: [{ required: ['gpu'] }, { required: ['node'] }],
  },
  read(cursor) {
    // The name of this machine is that of its GPU, from which all else follows.
    if (cursor.text === THIS_MACHINE)
      return readParts(cursor, new Map([['gpu', cursor]])) as Hardware;
    if (!cursor.isMap) {
      reportNoParts(cursor);
      return undefined;
    }
    const parts = new Map(cursor.entries());
    for (const [key, part] of parts) {
      if (!NAMES.includes(key)) part.reportUnknownKey(key, NAMES);
    }
    // A part that could not be read was reported, and is absent: a draft, as of any section.
    return readParts(cursor, parts) as Hardware;
  },
};

function reportNoParts(cursor: Cursor): void {
  const { text } = cursor;
  if (text !== undefined && isHardwareFile(text)) cursor.report(hardwareFileProblem(text));
  else reportNoMap(cursor, NAMES);
}

type Parts = ReadonlyMap<string, Cursor>;

function readParts(cursor: Cursor, parts: Parts): Partial<Hardware> {
  if (isLeftOut(parts.get('gpu')) && isLeftOut(parts.get('node'))) reportNothing(cursor);
  const usual = usualParts(parts);
  const values = {
    gpu: readPart(GPU, parts.get('gpu'), usual.gpu),
    node: readPart(NODE, parts.get('node'), usual.node),
    rack: readPart(RACK, parts.get('rack'), usual.rack),
    switch: readPart(SWITCH, parts.get('switch'), usual.switch),
    nodeOptic: readPart(NODE_OPTIC, parts.get('nodeOptic'), usual.nodeOptic),
    switchOptic: readPart(SWITCH_OPTIC, parts.get('switchOptic'), usual.switchOptic),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function isLeftOut(part: Cursor | undefined): boolean {
  return part === undefined || part.isEmpty;
}

function reportNothing(cursor: Cursor): void {
  cursor.report({
    code: 'key.missing',
    message: '"gpu" is missing: give the GPU or the node.',
    expected: 'gpu',
  });
}

function readPart<Spec extends object>(
  pick: PickKind<Spec>,
  part: Cursor | undefined,
  usual: Picked<Spec> | undefined,
): Picked<Spec> | undefined {
  return part === undefined || part.isEmpty ? usual : readPick(pick, part, usual);
}

/** What replaces each part that is left out, if the file names a GPU or a node. */
function usualParts(parts: Parts): Partial<Hardware> {
  const gpu = nameIn(parts.get('gpu'), GPUS) ?? statedGpu(parts.get('node'));
  const given = nameIn(parts.get('node'), NODES);
  const node = given ?? kitOf(gpu ?? '')?.node;
  const spec = node === undefined ? undefined : NODES[node];
  const kit = node === undefined ? undefined : NODE_KITS[node];
  if (node === undefined || !spec || !kit) return {};
  const held = gpu ?? spec.gpu;
  const of = `of the usual kit of ${given ?? held}`;
  const why = `${of} (${kit.reason})`;
  return {
    gpu: { ...GPUS[held]!, use: held, isUsual: true },
    node: { ...assumedOf(NODES, node, of), gpu: held },
    rack: assumedOf(RACKS, kit.rack, why),
    switch: assumedOf(SWITCHES, kit.switch, why),
    nodeOptic: assumedOf(OPTICS, kit.nodeOptic, why),
    switchOptic: assumedOf(OPTICS, kit.switchOptic, why),
  };
}

/** The catalogue name that a part gives, short or long; undefined where it gives none that is known. */
function nameIn(
  part: Cursor | undefined,
  catalogue: Readonly<Record<string, object>>,
): string | undefined {
  const name = part && readUse(part).use?.text;
  return name !== undefined && Object.hasOwn(catalogue, name) ? name : undefined;
}

function statedGpu(node: Cursor | undefined): string | undefined {
  return node && nameIn(readUse(node).parts.get('gpu'), GPUS);
}

/** A catalogue entry that the file does not name: its values are assumptions with a reason. */
function assumedOf<Spec extends { readonly label: string }>(
  catalogue: Readonly<Record<string, Spec>>,
  name: string,
  why: string,
): Picked<Spec> {
  const spec = catalogue[name]!;
  const left = `left out: ${spec.label}, ${why}`;
  const assume = (value: unknown) => {
    if (!isKnown(value)) return value;
    const reason = value.reason === undefined ? left : `${left}; ${value.reason}`;
    return { ...value, provenance: 'assumed' as const, reason };
  };
  const fields = Object.entries(spec).map(([key, value]) => [key, assume(value)]);
  return { ...spec, ...Object.fromEntries(fields), use: name, isUsual: true };
}
