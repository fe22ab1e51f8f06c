import type { Recorder, Source } from '../../base/index.ts';
import type { FabricSize, Spread } from './fabric-size.ts';

const SUPERPOD: Source = {
  title: 'NVIDIA DGX SuperPOD H100 reference architecture, RA-11333-001 V11',
  locator: 'tables 3 and 4 (reproduced exactly by this rule)',
};

/** Notes the size of a fabric under the rule that gives it. */
export function noteFabric(size: FabricSize, spread: Spread, rec: Recorder): void {
  noteTiers(size, rec);
  noteLinks(size, rec);
  noteUpperTiers(size, spread, rec);
  rec.derive('switches', {
    label: 'Switches of the GPU fabric',
    unit: 'switch',
    value: size.switches,
    formula: 'leaf + spine + core',
    inputs: { leaf: 'leafSwitches', spine: 'spineSwitches', core: 'coreSwitches' },
  });
}

const PORTS = { ports: 'switchPorts' };

function noteTiers(size: FabricSize, rec: Recorder): void {
  const tiers = { tiers: 'tiers' };
  rec.derive('tiers', {
    label: 'Tiers of switches',
    unit: '1',
    value: size.tiers,
    formula: 'if(endpoints <= ports, 1, if(endpoints <= ports ^ 2 / 2, 2, 3))',
    inputs: { ...PORTS, endpoints: 'endpoints' },
    source: SUPERPOD,
  });
  rec.derive('leafSwitches', {
    label: 'Leaf switches',
    unit: 'switch',
    value: size.leafSwitches,
    formula: 'if(tiers > 1, rails * ceil(endpoints / rails / (ports / 2)), 1)',
    inputs: { ...PORTS, ...tiers, endpoints: 'endpoints', rails: 'rails' },
    source: SUPERPOD,
  });
  rec.derive('endpointLimit', {
    label: 'Most endpoints with so many tiers',
    unit: '1',
    value: size.endpointLimit,
    formula: 'if(tiers > 2, ports ^ 3 / 4, if(tiers > 1, ports ^ 2 / 2, ports))',
    inputs: { ...PORTS, ...tiers },
    source: SUPERPOD,
  });
}

function noteUpperTiers(size: FabricSize, spread: Spread, rec: Recorder): void {
  const even = spread === 'strict';
  const inputs = { ...PORTS, endpoints: 'endpoints', uplinks: 'links.leafSpine' };
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
}

function spineReason(tiers: number, even: boolean): string {
  if (tiers === 1) return 'One switch suffices.';
  if (tiers === 3) return 'Uplinks over half the ports of a switch.';
  return even
    ? 'The smallest divisor of half the ports that offers a port for every uplink, so that each leaf spreads its uplinks evenly.'
    : 'Uplinks over ports, rounded up.';
}

function coreReason(tiers: number, even: boolean): string {
  if (tiers < 3) return 'Two tiers suffice.';
  return even
    ? 'Uplinks over ports, rounded up so that each spine spreads its uplinks evenly.'
    : 'Uplinks over ports, rounded up.';
}

function noteLinks({ links }: FabricSize, rec: Recorder): void {
  const link = (
    name: string,
    label: string,
    value: number,
    formula: string,
    inputs: Record<string, string>,
  ) => rec.derive(`links.${name}`, { label, unit: 'link', value, formula, inputs });
  link('nodeLeaf', 'Links from nodes to leaves', links.nodeLeaf, 'endpoints', {
    endpoints: 'endpoints',
  });
  link(
    'leafSpine',
    'Links from leaves to spines',
    links.leafSpine,
    'if(tiers > 1, leaf * ports / 2, 0)',
    { tiers: 'tiers', leaf: 'leafSwitches', ports: 'switchPorts' },
  );
  link('spineCore', 'Links from spines to cores', links.spineCore, 'if(tiers > 2, up, 0)', {
    tiers: 'tiers',
    up: 'links.leafSpine',
  });
  link('total', 'Links of the GPU fabric', links.total, 'node + leaf + spine', {
    node: 'links.nodeLeaf',
    leaf: 'links.leafSpine',
    spine: 'links.spineCore',
  });
}
