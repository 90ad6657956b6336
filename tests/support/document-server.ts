/** A web server of documents, with validators and faults, that also serves a Git repository by Git's own backend. */
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execa } from 'execa';

export type Shown = { body: string | Uint8Array; etag?: string; status?: number; headers?: Record<string, string> };

export type DocumentServer = {
  host: string;
  url: string;
  /** What each path shows now. A function is asked each time. */
  pages: Map<string, Shown | (() => Shown)>;
  /** `path status` of each request, in order. */
  answered: string[];
  /** Set: Git asks for this token as the password. */
  token: string | undefined;
  close(): Promise<void>;
};

/** @param repositories the folder of bare repositories under `/git/` */
export async function startDocumentServer(repositories?: string): Promise<DocumentServer> {
  const pages: DocumentServer['pages'] = new Map();
  const answered: string[] = [];

  const server = createServer((request, response) => {
    response.on('finish', () => answered.push(`${request.url} ${response.statusCode}`));
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith('/git/') && repositories) return serveGit(repositories, url, request, response);
    return serve(pages.get(url.pathname), request, response);
  });

  function serveGit(root: string, url: URL, request: IncomingMessage, response: ServerResponse) {
    const given = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
    if (self.token && !given.endsWith(`:${self.token}`)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: url.pathname.slice('/git'.length),
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
    });
    request.pipe(backend.stdin);
    passOn(backend.stdout, response);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const self: DocumentServer = {
    host,
    url: `http://${host}`,
    pages,
    answered,
    token: undefined,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}

function serve(entry: Shown | (() => Shown) | undefined, request: IncomingMessage, response: ServerResponse): void {
  const shown = typeof entry === 'function' ? entry() : entry;
  if (!shown) return void response.writeHead(404).end();
  if (shown.etag && request.headers['if-none-match'] === shown.etag) return void response.writeHead(304).end();
  const headers = { ...shown.headers, ...(shown.etag && { etag: shown.etag }) };
  response.writeHead(shown.status ?? 200, headers).end(shown.body);
}

/** CGI: headers, an empty line, the body. */
function passOn(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  let begun = false;
  output.on('data', (part: Buffer) => {
    if (begun) return void response.write(part);
    head = Buffer.concat([head, part]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    begun = true;
    const lines = head.subarray(0, end).toString().split('\r\n');
    const headers = lines.map((line) => line.split(': ') as [string, string]);
    const status = Number(headers.find(([name]) => name === 'Status')?.[1]?.slice(0, 3) ?? 200);
    response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== 'Status')));
    response.write(head.subarray(end + 4));
  });
  output.on('end', () => response.end());
}

/** Runs git in a folder as nobody in particular. */
export const git = (cwd: string, ...args: string[]) =>
  execa('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.test', ...args], { cwd });
