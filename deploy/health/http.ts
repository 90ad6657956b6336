/** Exit code 0 when the address answers with a page: `node deploy/health/http.ts URL`. For healthchecks. */
const url = process.argv[2];
if (!url) throw new Error('Usage: node deploy/health/http.ts URL');

const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(4000) }).catch(() => undefined);
// A redirect to the sign-in page is an answer too.
process.exit(answer && answer.status < 400 ? 0 : 1);
