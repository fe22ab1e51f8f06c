import { describe, it } from 'vitest';
import { MadeUpEngine } from './engine.fixture.ts';
import { runConformance, type Setting, type Subject } from './protocol/conformance/index.ts';
import { toMicros } from './protocol/index.ts';

function newMadeUpEngine({ topology, runs }: Setting): Subject {
  const engine = new MadeUpEngine(topology, runs);
  return {
    engine,
    patience: 100,
    pass: (seconds) => engine.passUntil(engine.now + toMicros(seconds)),
    hurt(hurt) {
      if (hurt.what === 'node') engine.breakNode(hurt.node);
      else if (hurt.what === 'attempt') engine.crash(hurt.run);
      else engine.doubt(hurt.run, hurt.seconds);
    },
  };
}

runConformance({ newEngine: newMadeUpEngine, frame: { describe, it } });
