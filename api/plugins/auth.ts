/**
 * Who asks, and whether they may. A route names its permission (`app.require('operator')`) or says that it is
 * public; the server does not start with a route that does neither.
 */
import type { FastifyRequest, preHandlerAsyncHookHandler, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import { type Actor, findActor } from '../../db/auth.ts';
import { mayAct, type Role } from '../../db/model/states.ts';
import { AuroraError } from '../../platform/errors.ts';
import { type AccessTokens, type Claims, unauthenticated } from '../tokens.ts';

export type Permission = preHandlerAsyncHookHandler & { permission: Role };

declare module 'fastify' {
  interface FastifyInstance {
    tokens: AccessTokens;
    require(role: Role): Permission;
  }
  interface FastifyRequest {
    /** What the access token says, where a valid one came. */
    claims: Claims | null;
    /** Who asks, as of this request. Only behind `app.require`. */
    readonly actor: Actor;
  }
  interface FastifyContextConfig {
    /** Open to everybody, without a token. */
    public?: boolean;
  }
}

export const authPlugin = fp<{ tokens: AccessTokens }>(
  async (app, { tokens }) => {
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

    app.addHook('onRoute', requirePermission);

    // First only look: the rate limit, which comes next, counts by person and must count bad tokens too.
    app.addHook('onRequest', async (request) => {
      const token = bearerOf(request);
      if (token === undefined) return;
      try {
        request.claims = await tokens.verify(token);
      } catch (error) {
        refusals.set(request, error);
      }
    });

    // Then refuse, before the body is read.
    app.addHook('preParsing', async (request) => {
      if (request.claims || request.is404 || request.routeOptions.config.public) return;
      throw refusals.get(request) ?? unauthenticated();
    });

    app.decorate('require', (role: Role): Permission => {
      const check = async (request: FastifyRequest) => {
        if (!request.claims) throw unauthenticated();
        const actor = await findActor(app.db, request.claims);
        if (!actor) throw unauthenticated('This sign-in has ended. Sign in again.');
        if (!mayAct(actor.role, role)) throw mayNot(actor.role, role);
        actors.set(request, actor);
      };
      return Object.assign(check, { permission: role });
    });
  },
  { name: 'auth', dependencies: ['database'] },
);

function bearerOf(request: FastifyRequest): string | undefined {
  const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && token && rest.length === 0 ? token : undefined;
}

/** The role that a route asks for, or undefined where it names none. */
export function permissionOf(route: Pick<RouteOptions, 'preHandler'>): Role | undefined {
  const handlers = [route.preHandler ?? []].flat() as Partial<Permission>[];
  return handlers.find(({ permission }) => permission !== undefined)?.permission;
}

function requirePermission(route: RouteOptions): void {
  if (route.config?.public) {
    // The document asks for a token everywhere; an empty list takes that back.
    route.schema = { ...route.schema, security: [] };
    return;
  }
  if (route.method === 'OPTIONS' || permissionOf(route)) return;
  throw new Error(`${String(route.method)} ${route.url} names no permission: use app.require(role), or say public.`);
}

const mayNot = (role: Role, needed: Role) =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: `Your role is ${role}, and this needs ${needed}. An admin of your organisation can change that.`,
    details: { role, needed },
  });
