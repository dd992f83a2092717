/** The checks as a Worker: takes the servers as the body, answers the verdicts. */
import type { Sites } from './network.ts';
import { runAll } from './run-all.ts';

const worker: { fetch(request: Request): Promise<Response> } = {
  async fetch(request) {
    const sites: Sites = await request.json(); // from the command of this folder
    return Response.json(await runAll(sites));
  },
};
export default worker;
