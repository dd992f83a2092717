import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudApiError,
  type ConnectionError,
  createCloudClient,
  type InvalidAnswerError,
  type RequestTimeoutError,
  type TaskFailedError,
  type TaskTimeoutError,
} from '@acme/cloud';
import type { ProcessingTimeoutError, WebhookError } from '@acme/dam';
import type { ApiErrorCode } from '@acme/http';
import { type CallbackError, type OAuthError, type ReauthorizationReason, TokenStoreError } from '@acme/oauth-core';
import { createSandbox } from '@acme/sandbox';
import type { WebhookFailure } from '@acme/source';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportsOf } from './run-page.ts';
import { root } from './samples.ts';

const page = 'docs/errors.md';

/** A union written out: one that lacks a member, or has one too many, does not compile. */
type Written<Union extends string> = Readonly<Record<Union, true>>;

const codes: Written<
  | OAuthError['code']
  | ApiErrorCode
  | (ConnectionError | RequestTimeoutError | InvalidAnswerError)['code']
  | (TaskFailedError | TaskTimeoutError | ProcessingTimeoutError | WebhookError)['code']
> = {
  configuration_invalid: true,
  token_request_failed: true,
  organization_scope_required: true,
  reauthorization_required: true,
  callback_failed: true,
  token_store_failed: true,
  store_entry_unreadable: true,
  token_timeout: true,
  unauthorized: true,
  forbidden: true,
  not_found: true,
  conflict: true,
  invalid_request: true,
  read_only: true,
  rate_limited: true,
  server_error: true,
  unexpected_status: true,
  connection_failed: true,
  request_timeout: true,
  invalid_answer: true,
  task_failed: true,
  task_timeout: true,
  processing_timeout: true,
  webhook_refused: true,
};

const reasons: Written<ReauthorizationReason | CallbackError['reason']> = {
  never_authorized: true,
  expired: true,
  revoked: true,
  cleared: true,
  spent_elsewhere: true,
  answer_lost: true,
  store_lost_it: true,
  denied: true,
  state: true,
  issuer: true,
  other_account: true,
  provider: true,
};

const webhookReasons: Written<WebhookFailure | WebhookError['reason']> = {
  secret: true,
  signature: true,
  body: true,
  idempotency_key: true,
};

describe('the page of errors', () => {
  const text = readFileSync(join(root, page), 'utf8');

  it.each(Object.keys(codes))('says what to do about %s', (code) => {
    expect(text).toMatch(new RegExp(`^\\| \`${code}\` \\|.+\\| .{20,} \\|$`, 'm'));
  });

  it.each(Object.keys(reasons))('says what has happened with the reason %s', (reason) => {
    expect(text).toMatch(new RegExp(`^\\| \`${reason}\` \\| .{10,} \\|$`, 'm'));
  });

  it.each(Object.keys(webhookReasons))('names the reason %s of a webhook', (reason) => {
    expect(text).toContain(`\`${reason}\``);
  });
});

describe('the code of the page of errors', () => {
  let whatToDo: (error: unknown) => string;
  beforeAll(async () => {
    ({ whatToDo } = await exportsOf<{ whatToDo: typeof whatToDo }>(page));
  });

  const failing = async (prepare: (sandbox: ReturnType<typeof createSandbox>) => unknown): Promise<unknown> => {
    const sandbox = createSandbox();
    const options = prepare(sandbox);
    const cloud = createCloudClient({ ...sandbox.clients.cloud, retry: 0, ...Object(options) });
    return cloud.get('/applications').then(
      () => undefined,
      (error: unknown) => error,
    );
  };

  it('says to try later after a 503 and a broken connection', async () => {
    const busy = await failing(({ faults }) => faults.next('cloud.api', { kind: 'status', status: 503 }));
    const broken = await failing(({ faults }) => faults.next('cloud.api', { kind: 'reset-before-processing' }));
    expect([whatToDo(busy), whatToDo(broken)]).toEqual(['try later', 'try later']);
  });

  it('says that a wrong secret and a missing permission are to be mended', async () => {
    const wrong = await failing(() => ({ clientSecret: 'another' }));
    const forbidden = await failing(({ faults }) => faults.next('cloud.api', { kind: 'status', status: 403 }));
    expect(CloudApiError.is(forbidden)).toBe(true);
    expect([whatToDo(wrong), whatToDo(forbidden)]).toEqual(['mend', 'mend']);
  });

  it("distinguishes a store that is down from an entry that can't be read", () => {
    expect(whatToDo(new TokenStoreError('down'))).toBe('try later');
    expect(whatToDo(new TokenStoreError('newer', 'store_entry_unreadable'))).toBe('mend');
  });

  it('throws an error that it does not know', () => {
    expect(() => whatToDo(new RangeError('another'))).toThrow(RangeError);
  });
});
