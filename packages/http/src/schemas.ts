// What the generated schemas of the clients are made with; the main entry knows no zod.
export {
  array,
  boolean,
  both,
  bytes,
  lazy,
  literal,
  null,
  number,
  object,
  optional,
  record,
  type Schema,
  type Schemas,
  string,
  union,
  unknown,
} from './schema.ts';
export { type Drift, type DriftOptions, type Watched, watchAnswers } from './watch-answers.ts';
