import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { register } from '../actions/register.ts';
import { renewAccess, signIn, signOut } from '../actions/sign-in.ts';
import { problems } from '../answers.ts';
import { authLimit } from '../plugins/rate-limit.ts';
import { hashOf } from '../tokens.ts';
import { RefreshRequest, Register, Renewed, SignedIn, SignIn } from '../views/auth.ts';

const byEmail = (body: unknown) => (body as { email: string }).email;
/** By hash: a key of the limiter should be no token. */
const byToken = (body: unknown) => hashOf((body as { refreshToken: string }).refreshToken);

const fromOf = ({ id, ip, headers }: FastifyRequest) => ({
  requestId: id,
  address: ip,
  userAgent: headers['user-agent']?.slice(0, 400),
});

export const authRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/auth/register',
    {
      config: { public: true, ...authLimit(60, () => 'register') },
      schema: {
        tags: ['auth'],
        operationId: 'register',
        summary: 'Make an organisation and become its admin',
        body: Register,
        response: { 201: SignedIn, ...problems(400, 403, 409, 429, 503) },
      },
    },
    async (request, reply) => reply.code(201).send(await register(app, request.body, fromOf(request))),
  );

  app.post(
    '/auth/sign-in',
    {
      config: { public: true, ...authLimit(20, byEmail) },
      schema: {
        tags: ['auth'],
        operationId: 'signIn',
        body: SignIn,
        response: { 200: SignedIn, ...problems(400, 401, 429, 503) },
      },
    },
    async (request) => signIn(app, request.body, fromOf(request)),
  );

  app.post(
    '/auth/token',
    {
      config: { public: true, ...authLimit(60, byToken) },
      schema: {
        tags: ['auth'],
        operationId: 'renewAccess',
        summary: 'A new access token, and the next refresh token, for a refresh token',
        description:
          'Each refresh token is used once. One that comes again later ends the sign-in, because it was copied.',
        body: RefreshRequest,
        response: { 200: Renewed, ...problems(400, 401, 429, 503) },
      },
    },
    async (request) => renewAccess(app, request.body.refreshToken, fromOf(request)),
  );

  app.post(
    '/auth/sign-out',
    {
      config: { public: true, ...authLimit(60, byToken) },
      schema: {
        tags: ['auth'],
        operationId: 'signOut',
        summary: 'End a sign-in: its tokens and sockets end too',
        body: RefreshRequest,
        response: { 204: z.undefined().describe('Ended, or it had ended before'), ...problems(400, 429, 503) },
      },
    },
    async (request, reply) => {
      await signOut(app, request.body.refreshToken, fromOf(request));
      return reply.code(204).send();
    },
  );
};
