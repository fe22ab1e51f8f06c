import { describe, it } from 'vitest';
import { runConformance } from '../control/protocol/conformance/index.ts';
import { newTwinEngine } from './engine.fixture.ts';

runConformance({ newEngine: newTwinEngine, frame: { describe, it } });
