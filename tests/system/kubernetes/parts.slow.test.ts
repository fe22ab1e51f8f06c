import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { itAnswersInParts } from '../parts.ts';
import { Site } from './site.ts';

describe('the answer of pods of an indexed Job', () => {
  itAnswersInParts(async () => {
    const site = await Site.start();
    const { namespace, image, kubeconfig } = site.options;
    const shared = join(site.folder, 'shared');
    mkdirSync(shared);
    const where = ['--namespace', namespace, '--image', image, '--shared', shared];
    return {
      env: { KUBECONFIG: kubeconfig },
      shared,
      options: ['--engine', 'kubernetes', ...where],
      living: async () => site.fake.store.all('jobs').map(({ metadata }) => metadata.name),
      stop: () => site.end(),
    };
  });
});
