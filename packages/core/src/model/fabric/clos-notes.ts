import type { Recorder, Source } from '../../base/index.ts';
import type { Spread } from './clos.ts';
import type { FabricSize } from './topology.ts';

const SUPERPOD: Source = {
  title: 'NVIDIA DGX SuperPOD H100 reference architecture, RA-11333-001 V11',
  locator: 'tables 3 and 4 (reproduced exactly by this rule)',
};

/** Notes the size of a fabric with the rule that gives it. */
export function noteFabric(size: FabricSize, spread: Spread, rec: Recorder): void {
  noteTiers(size, rec);
  noteLinks(size, rec);
  noteUpperTiers(size, spread, rec);
  rec.derive('switches', {
    label: 'Switches of the GPU fabric',
    unit: 'switch',
    value: size.switches,
    formula: 'leafSwitches + spineSwitches + coreSwitches + superSwitches',
  });
}

function noteTiers(size: FabricSize, rec: Recorder): void {
  rec.derive('leafPortsDown', {
    label: 'Ports of a leaf that go to nodes',
    unit: 'port',
    value: size.leafPortsDown,
    formula: 'floor(switchPorts * oversubscription / (1 + oversubscription))',
  });
  rec.derive('tiers', {
    label: 'Tiers of switches',
    unit: '1',
    value: size.tiers,
    formula:
      'if(endpoints <= switchPorts, 1, if(endpoints <= switchPorts * leafPortsDown, 2,' +
      ' if(endpoints <= switchPorts ^ 2 * leafPortsDown / 2, 3, 4)))',
    source: SUPERPOD,
    reason: 'The reference design ends at three tiers; a fourth follows the rule of the third.',
  });
  rec.derive('leafSwitches', {
    label: 'Leaf switches',
    unit: 'switch',
    value: size.leafSwitches,
    formula: 'planes * if(tiers > 1, rails * ceil(endpoints / rails / leafPortsDown), 1)',
    source: SUPERPOD,
  });
  rec.derive('endpointLimit', {
    label: 'Most endpoints that these tiers can serve',
    unit: '1',
    value: size.endpointLimit,
    formula:
      'if(tiers > 1, switchPorts * leafPortsDown * (switchPorts / 2) ^ (tiers - 2), switchPorts)',
    source: SUPERPOD,
  });
}

function noteUpperTiers(size: FabricSize, spread: Spread, rec: Recorder): void {
  const even = spread === 'strict';
  const inputs = ['switchPorts', 'endpoints', 'links.leafSpine'];
  const upper = { unit: 'switch', inputs };
  rec.find('spineSwitches', 'chosen', {
    ...upper,
    label: 'Spine switches',
    value: size.spineSwitches,
    reason: spineReason(size.tiers, even),
  });
  rec.find('coreSwitches', 'chosen', {
    ...upper,
    label: 'Core switches',
    value: size.coreSwitches,
    reason: coreReason(size.tiers, even),
  });
  rec.find('superSwitches', 'chosen', {
    ...upper,
    label: 'Super-core switches',
    value: size.superSwitches,
    reason: topReason(4, size.tiers, even),
  });
}

function spineReason(tiers: number, even: boolean): string {
  if (tiers === 1) return 'One switch suffices.';
  if (tiers >= 3) return HALF;
  return even
    ? 'The smallest divisor of the uplinks of a leaf that offers a port for every uplink, so that each leaf spreads its own evenly.'
    : 'Uplinks over ports, rounded up.';
}

function coreReason(tiers: number, even: boolean): string {
  return tiers > 3 ? HALF : topReason(3, tiers, even);
}

const HALF = 'Uplinks over half the ports of a switch.';

/** Why there are as many switches in a tier that has none above it. */
function topReason(tier: 3 | 4, tiers: number, even: boolean): string {
  if (tiers < tier) return tier === 3 ? 'Two tiers suffice.' : 'Three tiers suffice.';
  return even
    ? 'Uplinks over ports, rounded up so that each switch below spreads its uplinks evenly.'
    : 'Uplinks over ports, rounded up.';
}

function noteLinks({ links }: FabricSize, rec: Recorder): void {
  for (const [name, label, formula] of [
    ['nodeLeaf', 'Links from nodes to leaves', 'planes * endpoints'],
    [
      'leafSpine',
      'Links from leaves to spines',
      'if(tiers > 1, leafSwitches * (switchPorts - leafPortsDown), 0)',
    ],
    ['spineCore', 'Links from spines to cores', 'if(tiers > 2, links.leafSpine, 0)'],
    ['coreSuper', 'Links from cores to super-cores', 'if(tiers > 3, links.leafSpine, 0)'],
    [
      'total',
      'Links of the GPU fabric',
      'links.nodeLeaf + links.leafSpine + links.spineCore + links.coreSuper',
    ],
  ] as const) {
    rec.derive(`links.${name}`, { label, unit: 'link', value: links[name], formula });
  }
}
