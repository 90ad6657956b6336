/**
 * STS and IAM as a connection meets them: users with keys, roles with trust policies, sessions, and what each may call.
 * Everything else is answered empty, or by an emulator behind it that knows no ExternalId of its own.
 * Errors as AWS spells them: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
import { randomBytes } from 'node:crypto';
import { createServer, request as forwardRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultPlan, Faults } from '../core/faults.ts';
import { emptyAnswers } from './answers.ts';

export type AwsUser = { arn: string; state?: 'expired' | 'deleted' | 'wrong_secret'; denied?: string[] };

export type AwsRole = {
  /** The key ids that the trust policy lets in. */
  trusts: string[];
  /** Undefined: the trust policy asks for none, so that anybody whom it trusts gets in with any or without. */
  externalId?: string | undefined;
  denied?: string[];
};

export type AwsState = {
  account: string;
  /** By access key id. */
  users: Record<string, AwsUser>;
  /** By ARN. */
  roles: Record<string, AwsRole>;
  /** How long a session lasts, whatever is asked for; a call with one that ended is refused. */
  sessionSeconds?: number;
  /** Milliseconds that AWS takes for a call. */
  slow?: Record<string, number>;
  /** Seconds that AWS' clock is ahead of the worker's. */
  clockAhead?: number;
  regions: string[];
  /** What IAM says of these actions when it is asked; absent: it may not be asked. */
  simulated?: Record<string, 'allowed' | 'implicitDeny'>;
};

export type Asked = { action: string; keyId: string; externalId: string | null; sessionName: string | null };

/** @param behind where everything but STS and the simulation of policies is answered, such as moto */
export async function startAwsStub(state: AwsState, plan: FaultPlan = { seed: 1 }, behind?: string) {
  const faults = new Faults(plan);
  const asked: Asked[] = [];
  const sessions = new Map<string, { roleArn: string; name: string; token: string; endsAt: number }>();
  let refusedAsExpired = 0;

  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    outgoing.setHeader('date', new Date(Date.now() + (state.clockAhead ?? 0) * 1000).toUTCString());
    const call = callOf(incoming, body);
    if (!call.keyId) return void end(outgoing, 302, '');
    outgoing.setHeader('x-stub-action', call.action);
    const form = new URLSearchParams(body.toString());
    asked.push({ ...call, externalId: form.get('ExternalId'), sessionName: form.get('RoleSessionName') });
    const fault = faults.next();
    if (fault === 'drop') return void incoming.socket.destroy();
    if (fault === 'fail') return void error(outgoing, 500, 'InternalFailure');
    if (fault === 'throttle') return void error(outgoing, 400, 'Throttling');
    const refused = refusal(incoming, call.keyId);
    if (refused) return void error(outgoing, 403, refused);
    if (call.action === 'AssumeRole') return void assume(outgoing, form, call.keyId);
    if (call.action === 'GetCallerIdentity') return void identity(outgoing, call.keyId);
    if (rightsOf(call.keyId).includes(call.action)) return void error(outgoing, 403, 'AccessDenied');
    if (call.action === 'SimulatePrincipalPolicy') return void simulate(outgoing, form);
    await sleep(state.slow?.[call.action] ?? 0);
    if (behind) return void forward(incoming, body, outgoing, behind);
    const answer = emptyAnswers(state.regions)[call.action];
    if (answer === undefined) return void error(outgoing, 400, 'InvalidAction');
    return void end(outgoing, 200, answer);
  });

  const rightsOf = (keyId: string): string[] => {
    const session = sessions.get(keyId);
    return (session ? state.roles[session.roleArn]?.denied : state.users[keyId]?.denied) ?? [];
  };

  function refusal({ headers }: IncomingMessage, keyId: string): string | undefined {
    const session = sessions.get(keyId);
    if (session && session.endsAt < Date.now()) {
      refusedAsExpired += 1;
      return 'ExpiredToken';
    }
    if (session) return headers['x-amz-security-token'] === session.token ? undefined : 'InvalidClientTokenId';
    const user = state.users[keyId];
    if (!user || user.state === 'deleted') return 'InvalidClientTokenId';
    if (user.state === 'expired') return 'ExpiredToken';
    return user.state === 'wrong_secret' ? 'SignatureDoesNotMatch' : undefined;
  }

  function assume(outgoing: ServerResponse, form: URLSearchParams, keyId: string): void {
    const roleArn = form.get('RoleArn') ?? '';
    const role = state.roles[roleArn];
    const fits = role?.externalId === undefined || form.get('ExternalId') === role.externalId;
    if (!role?.trusts.includes(keyId) || !fits) {
      error(outgoing, 403, 'AccessDenied');
      return;
    }
    const id = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    const token = randomBytes(40).toString('base64url');
    const endsAt = Date.now() + (state.sessionSeconds ?? Number(form.get('DurationSeconds'))) * 1000;
    sessions.set(id, { roleArn, name: form.get('RoleSessionName') ?? '', token, endsAt });
    const until = new Date(endsAt).toISOString();
    end(
      outgoing,
      200,
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${randomBytes(30).toString('base64url')}</SecretAccessKey>
<SessionToken>${token}</SessionToken><Expiration>${until}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
  }

  function identity(outgoing: ServerResponse, keyId: string): void {
    const session = sessions.get(keyId);
    const arn = session
      ? `arn:aws:sts::${state.account}:assumed-role/${session.roleArn.split('/').at(-1)}/${session.name}`
      : state.users[keyId]?.arn;
    const account = arn?.split(':')[4];
    end(
      outgoing,
      200,
      `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>${arn}</Arn><UserId>AIDA</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    );
  }

  function simulate(outgoing: ServerResponse, form: URLSearchParams): void {
    if (!state.simulated) {
      error(outgoing, 403, 'AccessDenied');
      return;
    }
    const actions = [...form].filter(([name]) => name.startsWith('ActionNames.member')).map(([, action]) => action);
    const results = actions.map(
      (action) =>
        `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${state.simulated?.[action] ?? 'allowed'}</EvalDecision></member>`,
    );
    end(
      outgoing,
      200,
      `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>${results.join('')}</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`,
    );
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    faults,
    asked,
    sessionNames: () => [...sessions.values()].map(({ name }) => name),
    /** Calls with a session that had ended. */
    refusedAsExpired: () => refusedAsExpired,
    /** Everything in the sessions that nobody may see. */
    sessionSecrets: () => [...sessions.values()].map(({ token }) => token),
    /** Calls made with a session of this role. */
    callsAs: (roleArn: string) =>
      asked.filter(({ keyId }) => sessions.get(keyId)?.roleArn === roleArn).map(({ action }) => action),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
export type AwsStub = Awaited<ReturnType<typeof startAwsStub>>;

/** JSON services name the call in a header, query ones in the form, REST ones by path. */
function callOf({ headers, url = '/', method }: IncomingMessage, body: Buffer): { action: string; keyId: string } {
  const [, keyId = '', service = ''] =
    /Credential=([^/]+)\/\d+\/[^/]*\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const target = String(headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  const named = target || new URLSearchParams(body.toString()).get('Action');
  return { action: named || `${service} ${method} ${url.split('?')[0]}`, keyId };
}

function end(outgoing: ServerResponse, status: number, text: string): void {
  outgoing
    .writeHead(status, { 'content-type': text.startsWith('{') ? 'application/x-amz-json-1.0' : 'text/xml' })
    .end(text);
}

/** Each protocol spells a refusal in a place of its own; an SDK that finds none there takes it for something unknown. */
function error(outgoing: ServerResponse, status: number, code: string): void {
  const action = String(outgoing.getHeader('x-stub-action') ?? '');
  const isJson = ['ListTables', 'GetResources'].includes(action) || action.startsWith('lambda ');
  const inner = `<Code>${code}</Code><Message>${code}</Message>`;
  outgoing.setHeader('x-amzn-errortype', code);
  if (isJson) end(outgoing, status, JSON.stringify({ __type: code, message: code }));
  else if (action.startsWith('s3 ')) end(outgoing, status, `<Error>${inner}</Error>`);
  else if (action.startsWith('Describe') && action !== 'DescribeDBInstances')
    end(outgoing, status, `<Response><Errors><Error>${inner}</Error></Errors><RequestID>r</RequestID></Response>`);
  else
    end(
      outgoing,
      status,
      `<ErrorResponse><Error><Type>Sender</Type>${inner}</Error><RequestId>r</RequestId></ErrorResponse>`,
    );
}

function forward(
  { url, method, headers }: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
  behind: string,
): void {
  const passed = forwardRequest(new URL(url ?? '/', behind), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  passed.on('error', () => outgoing.destroy());
  passed.end(body);
}
