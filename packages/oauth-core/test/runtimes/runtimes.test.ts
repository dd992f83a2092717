import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkChecks } from './network.ts';
import { type OpenSites, openSites } from './sites.ts';
import { coreChecks } from './specification.ts';

describe('in this runtime:', () => {
  let open: OpenSites;
  beforeAll(async () => {
    open = await openSites();
  });
  afterAll(() => open.close());

  for (const { name, run } of coreChecks) it(name, run);
  for (const { name, run } of networkChecks) it(name, () => run(open.sites));

  it('over the network: no token and no body goes to another origin', () => {
    expect(open.complaints()).toEqual([]);
  });
});
