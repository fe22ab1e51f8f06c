import { DENSE, MIXED, MIXTURE } from '../job.fixture.ts';
import { describeEveryStrategy } from './step.fixture.ts';

describeEveryStrategy('dense', DENSE);
describeEveryStrategy('mixture', MIXTURE, { dispatch: 'deduplicated' });
describeEveryStrategy('mixed', MIXED);
