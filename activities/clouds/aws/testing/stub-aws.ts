/** An AWS endpoint that answers what a test says, per service, and forgets nothing it was asked. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type StubAnswer = { status?: number; headers?: Record<string, string>; body?: string } | 'hang' | 'cut';

export type StubRequest = { service: string; region: string; path: string; query: URLSearchParams; body: string };

export type StubAws = Awaited<ReturnType<typeof startStubAws>>;

const identity = `<GetCallerIdentityResponse><GetCallerIdentityResult>
  <Arn>arn:aws:iam::111122223333:user/reader</Arn><UserId>U</UserId><Account>111122223333</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** `answer` gets every request but the one for the caller's identity, which `identity` answers. */
export async function startStubAws() {
  const stub = {
    url: '',
    requests: [] as StubRequest[],
    /** Most requests that were under way at once. */
    most: 0,
    /** Milliseconds that each answer takes. */
    delayMs: 0,
    identity: (): StubAnswer => ({ body: identity }),
    answer: (request: StubRequest): StubAnswer => {
      throw new Error(`stub AWS: no answer for ${request.service} ${request.path}`);
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  let underWay = 0;
  const server = createServer(async (request, response) => {
    stub.most = Math.max(stub.most, ++underWay);
    response.on('close', () => underWay--);
    const asked = await toStubRequest(request);
    const answer = asked.service === 'sts' ? stub.identity() : stub.answer(asked);
    if (asked.service !== 'sts') stub.requests.push(asked);
    if (stub.delayMs > 0) await sleep(stub.delayMs);
    if (answer === 'hang') return;
    if (answer === 'cut') return void response.destroy();
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return stub;
}

async function toStubRequest(request: IncomingMessage): Promise<StubRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const url = new URL(request.url ?? '/', 'http://stub');
  // Credential=KEY/date/region/service/aws4_request
  const [, region = '', service = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const body = Buffer.concat(chunks).toString();
  const query = new URLSearchParams(`${url.search.slice(1)}&${body.startsWith('{') ? '' : body}`);
  return { service, region, path: url.pathname, query, body };
}

/** An error as the query protocol (EC2's own form aside) spells it. */
export const xmlError = (status: number, code: string, message = 'm', headers = {}): StubAnswer => ({
  status,
  headers: { 'content-type': 'text/xml', ...headers },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

/** An error as EC2 spells it. */
export const ec2Error = (status: number, code: string, message = 'm', headers = {}): StubAnswer => ({
  status,
  headers: { 'content-type': 'text/xml', ...headers },
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors></Response>`,
});

/** An error as S3 spells it. */
export const s3Error = (status: number, code: string, message = 'm'): StubAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

/** An error as the JSON protocols spell it. */
export const jsonError = (status: number, code: string, message = 'm', headers = {}): StubAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code, ...headers },
  body: JSON.stringify({ __type: `com.amazonaws#${code}`, message }),
});
