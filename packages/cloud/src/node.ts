export { createCloudClientFromEnv } from './from-machine.ts';
export { saveAnswer } from './save-answer.ts';
