/** For `proxy.js`: guards a page, and asks for the token that the page will ask for too. */
export function guardWith(auth) {
  const guard = auth.proxy({ protect: ['/account/:path*'] });
  return async (request) => {
    const answer = await guard(request);
    if (answer) return answer;
    const session = await auth.session(request);
    if (session) await auth.tokens(session).getToken();
  };
}
