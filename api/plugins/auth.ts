/**
 * Who asks, and whether they may. A route names its permission (`app.require('operator')`) or says that it is
 * public; the server does not start with a route that does neither. The role that counts is the one in the project
 * that the request names (`api/role-here.ts`). A bearer token is a short-lived one of a sign-in,
 * or a personal one of a script; `app.require(role, { sessionOnly: true })` takes the first kind only.
 */
import type { FastifyRequest, preHandlerAsyncHookHandler, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import { findActingToken, type TokenRefusal } from '../../db/api-tokens.ts';
import { type Actor, type Claims, findActor, type TokenActor, tokenActor } from '../../db/auth.ts';
import type { Database } from '../../db/client.ts';
import { mayAct, type Role } from '../../db/model/states.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { AccessKeys } from '../access-keys.ts';
import { isWholeToken, looksPersonal } from '../personal-tokens.ts';
import { type RoleHere, roleHere } from '../role-here.ts';
import { type AccessTokens, hashOf, makeAccessTokens, unauthenticated } from '../tokens.ts';

export type Permission = preHandlerAsyncHookHandler & { permission: Role; sessionOnly: boolean };
export type PermissionOptions = {
  /** For what a script must not do, such as make tokens: a token that gets out cannot make itself more of them. */
  sessionOnly?: boolean;
};

declare module 'fastify' {
  interface FastifyInstance {
    tokens: AccessTokens;
    require(role: Role, options?: PermissionOptions): Permission;
  }
  interface FastifyRequest {
    /** What the access token says, where a valid one came; of a personal token, once it was found to hold. */
    claims: Claims | null;
    /** Who asks, as of this request. Only behind `app.require`. */
    readonly actor: Actor;
  }
  interface FastifyContextConfig {
    /** Open to everybody, without a token. */
    public?: boolean;
  }
}

export const authPlugin = fp<{ keys: AccessKeys }>(
  async (app, { keys }) => {
    const tokens = makeAccessTokens(keys);
    const actors = new WeakMap<FastifyRequest, Actor>();
    const refusals = new WeakMap<FastifyRequest, unknown>();

    app.decorate('tokens', tokens);
    app.decorateRequest('claims', null);
    app.decorateRequest('actor', {
      getter() {
        const actor = actors.get(this);
        if (!actor) throw unauthenticated();
        return actor;
      },
    });

    app.addHook('onListen', async () => keys.start(app.log));
    app.addHook('onClose', async () => keys.stop());
    app.addHook('onRoute', requirePermission);

    // First only look: the rate limit, which comes next, counts by person and must count bad tokens too.
    app.addHook('onRequest', async (request) => {
      const token = bearerOf(request);
      if (token === undefined) return;
      try {
        if (!looksPersonal(token)) request.claims = await tokens.verify(token);
        else if (!isOpen(request)) await takePersonal(request, token);
      } catch (error) {
        refusals.set(request, error);
      }
    });

    // Then refuse, before the body is read.
    app.addHook('preParsing', async (request) => {
      if (request.claims || isOpen(request)) return;
      throw refusals.get(request) ?? unauthenticated();
    });

    async function takePersonal(request: FastifyRequest, token: string): Promise<void> {
      const actor = await findByToken(app.db, token);
      actors.set(request, actor);
      request.claims = { via: 'token', orgId: actor.orgId, userId: actor.userId, tokenId: actor.token.id };
    }

    app.decorate('require', (role: Role, { sessionOnly = false }: PermissionOptions = {}): Permission => {
      const check = async (request: FastifyRequest) => {
        if (!request.claims) throw unauthenticated();
        // A personal token was looked up a moment ago, in this very request.
        const actor = actors.get(request) ?? (await findActor(app.db, request.claims));
        if (!actor) throw unauthenticated('This sign-in has ended. Sign in again.');
        if (sessionOnly && actor.via === 'token') throw notByToken();
        const here = await roleHere(app.db, actor, request);
        if (!mayAct(here.role, role)) throw mayNot(actor, here, role);
        actors.set(request, { ...actor, from: { requestId: request.id, address: request.ip } });
      };
      return Object.assign(check, { permission: role, sessionOnly });
    });
  },
  { name: 'auth', dependencies: ['database'] },
);

const isOpen = (request: FastifyRequest) => request.is404 || request.routeOptions.config.public === true;

/** @throws AuroraError `unauthenticated` with the reason: whoever has the token may know what became of it */
async function findByToken(db: Database, token: string): Promise<TokenActor> {
  if (!isWholeToken(token)) throw unauthenticated(notWhole);
  const found = await findActingToken(db, { hash: hashOf(token) });
  if (found === undefined) throw unauthenticated(notKnown);
  if (typeof found === 'string') throw unauthenticated(tokenRefusals[found]);
  return tokenActor(found);
}

const notWhole = 'This is not a whole personal token: its checksum does not fit. Copy it again from where it is kept.';
const notKnown = 'This personal token is not known here. It may belong to another installation of Aurora.';
const tokenRefusals: Record<TokenRefusal, string> = {
  revoked: 'This personal token was revoked. Make a new one under Settings.',
  expired: 'This personal token has expired. Make a new one under Settings.',
  disabled: 'The account of this personal token is disabled. An admin of the organisation can enable it.',
  left: 'The person of this personal token no longer belongs to the organisation, so the token ended too.',
};

function bearerOf(request: FastifyRequest): string | undefined {
  const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && token && rest.length === 0 ? token : undefined;
}

/** The role that a route asks for, or undefined where it names none. */
export const permissionOf = (route: Pick<RouteOptions, 'preHandler'>): Role | undefined => checkOf(route)?.permission;

function checkOf(route: Pick<RouteOptions, 'preHandler'>): Partial<Permission> | undefined {
  const handlers = [route.preHandler ?? []].flat() as Partial<Permission>[];
  return handlers.find(({ permission }) => permission !== undefined);
}

function requirePermission(route: RouteOptions): void {
  if (route.config?.public) {
    // The document asks for a token everywhere; an empty list takes that back.
    route.schema = { ...route.schema, security: [] };
    return;
  }
  const check = checkOf(route);
  if (check?.sessionOnly) route.schema = { ...route.schema, security: [{ accessToken: [] }] };
  if (route.method === 'OPTIONS' || check) return;
  throw new Error(`${String(route.method)} ${route.url} names no permission: use app.require(role), or say public.`);
}

const mayNot = ({ via }: Actor, { role, where }: RoleHere, needed: Role) =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage:
      via === 'token'
        ? `This personal token may act as ${role}, and this needs ${needed}. Use one that was made with more, by a person who may.`
        : whoCan(where, role, needed),
    details: { role, needed },
  });

const whoCan = (where: RoleHere['where'], role: Role, needed: Role) =>
  where === 'project'
    ? `Your role in this project is ${role}, and this needs ${needed}. An admin of the project or of your organisation can change that.`
    : `Your role is ${role}, and this needs ${needed}. An admin of your organisation can change that.`;

const notByToken = () =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage:
      'A personal token cannot do this, so that one that gets out does not make more of itself. Sign in and do it there.',
  });
