import { describe, expect, it } from 'vitest';
import { findCycles, findForbiddenImports } from './import-rules.ts';
import { packageSources, type SourceFile, showViolations } from './tree.ts';

function file(path: string, text: string): SourceFile {
  return { path: `packages/${path}`, text };
}

describe('findForbiddenImports', () => {
  it.each([
    ['core/src/base/a.ts', "import { x } from '../plan/index.ts'", 'base may not import plan'],
    ['core/src/base/a.ts', "import type { X } from '../facts/index.ts'", 'base may not'],
    ['core/src/base/a.ts', "type X = import('../facts/index.ts').X", 'base may not import facts'],
    ['core/src/plan/a.ts', "export * from '../twin/index.ts'", 'plan may not import twin'],
    ['core/src/control/a.ts', "import '../plan/index.ts'", 'control may not import plan'],
    ['core/src/plan/a.ts', "import { x } from '../base/known.ts'", 'through its index.ts'],
    ['core/src/plan/deep/a.ts', "import { x } from '../../api/index.ts'", 'plan may not'],
    ['core/src/study/a.ts', "import { x } from '../api/index.ts'", 'study may not import api'],
    ['core/src/study/a.ts', "import { z } from 'zod'", 'api has checked'],
    ['core/src/base/a.ts', "import { x } from '@gigafactory/server'", 'core may import only'],
    ['core/src/base/a.ts', "import { x } from '@gigafactory/core/facts'", 'relative path'],
    ['server/src/a.ts', "import { x } from '../../core/src/base/index.ts'", 'leaves its package'],
    ['cli/src/version.ts', "new URL('../../core/package.json', import.meta.url)", 'leaves'],
    ['grok/src/model/a.ts', "import { x } from '../registry/index.ts'", 'model may not import'],
    ['grok/src/gateway/a.ts', "import { x } from '../servers/index.ts'", 'gateway may not import'],
    ['grok/src/skill/a.ts', "import { x } from '../model/read.ts'", 'through its index.ts'],
    ['grok/src/model/a.ts', "import { x } from '@gigafactory/trainer/train'", 'may import only'],
    ['trainer/src/a.ts', "import { x } from '@gigafactory/grok/model'", 'may import only'],
    ['server/src/a.ts', "await import('gigafactory')", 'nothing imports the command line'],
    ['console/src/a.tsx', "import { x } from '@gigafactory/core/twin'", 'may import only'],
    ['console/src/a.ts', "new Worker(new URL('../../server/src/a.ts', import.meta.url))", 'leaves'],
    ['console/src/ui/a.tsx', "import { x } from '../state/plan.tsx'", 'ui knows no state'],
    ['console/src/ui/a.tsx', "import type { X } from '../api/types.ts'", 'ui knows no state'],
    ['console/src/explain/a.tsx', "import { x } from '../pages/a.tsx'", 'below the pages'],
    ['console/src/pages/a/a.tsx', "import { x } from '../b/b.tsx'", 'pages know nothing of each'],
    ['console/src/lives/a.ts', "import { x } from '../pages/twin/a.ts'", 'below the pages'],
    ['console/src/life/map/a.tsx', "import { x } from '../../state/location.ts'", 'from props'],
    ['server/src/threads/a.ts', "import { x } from '../http/app.ts'", 'http calls them'],
    [
      'core/src/twin/a.ts',
      "import { x } from '../control/protocol/rules.ts'",
      'live without a rule',
    ],
    [
      'core/src/api/a.ts',
      "import { x } from '../control/protocol/rules.ts'",
      'live without a rule',
    ],
    [
      'server/src/a.ts',
      "import { x } from '../../core/src/control/protocol/rules.ts'",
      'live without a rule',
    ],
    ['cli/src/a.ts', "import '@gigafactory/core/dist/control/protocol/rules.js'", 'by a door'],
    [
      'server/src/engine/slurm/a.ts',
      "import { step } from '@gigafactory/core/control'",
      'an engine knows the protocol',
    ],
  ])('refuses in %s: %s', (path, text, why) => {
    const found = findForbiddenImports([file(path, text)]);
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain(why);
  });

  it.each([
    ['core/src/plan/a.ts', "import { x } from '../base/index.ts'"],
    ['core/src/plan/a.ts', "import { x } from './b.ts'"],
    ['core/src/twin/a.ts', "import { x } from '../control/index.ts'"],
    ['core/src/api/a.ts', "import { parse } from 'yaml'"],
    ['core/src/api/a.ts', "import { z } from 'zod'"],
    ['cli/src/main.ts', "import { x } from '@gigafactory/core/plan'"],
    ['console/src/a.tsx', "import type { X } from '@gigafactory/core/api'"],
    ['cli/src/version.ts', "new URL('../package.json', import.meta.url)"],
    ['grok/src/skill/a.ts', "import { x } from '../model/index.ts'"],
    ['grok/src/decoder/a.test.ts', "import { x } from '../model/model.fixture.ts'"],
    ['grok/src/model/a.ts', "import { x } from '@gigafactory/trainer/decoder'"],
    ['core/src/twin/sim/a.ts', "import { x } from '../../control/protocol/rules.ts'"],
    ['server/src/engine/slurm/a.ts', "import { OrderBook } from '@gigafactory/core/protocol'"],
    ['server/src/operate/a.ts', "import { step } from '@gigafactory/core/control'"],
    ['console/src/explain/a.tsx', "import { x } from '../state/plan.tsx'"],
    ['console/src/pages/a/a.tsx', "import { x } from './deep/b.tsx'"],
    ['console/src/pages/a/a.tsx', "import { x } from '../../life/map/FleetMap.tsx'"],
    ['console/src/a.tsx', "// import { x } from '@gigafactory/server'"],
  ])('allows in %s: %s', (path, text) => {
    expect(findForbiddenImports([file(path, text)])).toEqual([]);
  });

  it('finds none in the packages', () => {
    expect(packageSources().length).toBeGreaterThan(0);
    expect(showViolations(findForbiddenImports(packageSources()))).toBe('');
  });
});

describe('findCycles', () => {
  it('finds a circle, even of types', () => {
    const found = findCycles([
      file('core/src/base/a.ts', "import { b } from './b.ts'"),
      file('core/src/base/b.ts', "import { c } from './c.ts'"),
      file('core/src/base/c.ts', "import type { A } from './a.ts'"),
    ]);
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain('b.ts -> packages/core/src/base/c.ts');
  });

  it('accepts two ways to the same file', () => {
    const diamond = [
      file('core/src/base/a.ts', "import './b.ts'; import './c.ts'"),
      file('core/src/base/b.ts', "import './d.ts'"),
      file('core/src/base/c.ts', "import './d.ts'"),
      file('core/src/base/d.ts', 'export const d = 1'),
    ];
    expect(findCycles(diamond)).toEqual([]);
  });

  it('finds none in the packages', () => {
    expect(showViolations(findCycles(packageSources()))).toBe('');
  });
});
