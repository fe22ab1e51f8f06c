import { describe, expect, it } from 'vitest';
import type { TrainingPlan } from '../../api/types.ts';
import { FEATURES, featureEdit, switched } from './features.ts';

describe('featureEdit', () => {
  it('writes what the stack does otherwise', () => {
    expect(featureEdit('off', 'on', undefined)).toBe('off');
  });

  it('takes an edit back where the stack has it so', () => {
    expect(featureEdit('on', 'on', 'off')).toBeUndefined();
  });

  it('removes what the file says where no edit does', () => {
    expect(featureEdit('on', 'on', undefined)).toBe('');
  });
});

describe('switched', () => {
  it('names only what differs from the stack', () => {
    const stackFeatures = Object.fromEntries(
      FEATURES.map(({ name, values }) => [name, Object.keys(values)[0]]),
    );
    const features = { ...stackFeatures, tensorOverlap: 'off', dispatch: 'deduplicated' };
    expect(switched({ features, stackFeatures } as unknown as TrainingPlan)).toEqual([
      'tensorOverlap',
      'dispatch',
    ]);
    expect(switched({ features: stackFeatures, stackFeatures } as never)).toEqual([]);
  });
});
