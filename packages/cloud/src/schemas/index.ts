export type { Drift, DriftOptions, Schema, Schemas } from '@acme/http/schemas';
export { operations } from './operations.gen.ts';
export { validateAnswers } from './validate-answers.ts';
