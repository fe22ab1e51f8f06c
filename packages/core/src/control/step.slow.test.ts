import { describeSteps } from './step.fixture.ts';

describeSteps(300);
