export { operations } from './operations.gen.ts';
export { type Drift, validateAnswers } from './validate-answers.ts';
