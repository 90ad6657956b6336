/** Every failure leaves here, once: RFC 9457 `application/problem+json` with a stable code and a retry meaning. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { databaseFailure } from '../../db/failures.ts';
import { AuroraError, type ErrorCode, errorStatus } from '../../platform/errors.ts';
import { scrub } from '../../platform/scrub.ts';

export const problemType = 'application/problem+json';

export const problemsPlugin = fp(
  async (app) => {
    app.setErrorHandler((error: FastifyError, request, reply) => answer(request, reply, error));
    app.setNotFoundHandler((request, reply) =>
      answer(request, reply, refused('not_found', `There is nothing at ${request.method} ${pathOf(request.url)}.`)),
    );
  },
  { name: 'problems' },
);

/** A path without its query, which may hold a ticket. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;

function answer(request: FastifyRequest, reply: FastifyReply, error: unknown) {
  const known = asAurora(error);
  const fields = { err: error, code: known.code };
  if (known.status >= 500) request.log.error(fields, 'request failed');
  else request.log.info({ code: known.code, detail: known.userMessage }, 'request refused');
  if (known.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(known.retryAfterMs / 1_000));
  // A text, so that no response schema cuts it down. What a cloud or a server said may be part of it.
  return reply
    .code(known.status)
    .type(problemType)
    .send(scrub(JSON.stringify(problemOf(known, request.id))));
}

export const problemOf = (error: AuroraError, requestId: string) => ({
  type: `urn:aurora:problem:${error.code}`,
  title: titleOf(error.code),
  status: error.status,
  detail: error.userMessage,
  code: error.code,
  retryable: error.retryable,
  requestId,
  details: error.details,
});

const titleOf = (code: ErrorCode): string => `${code[0]?.toUpperCase()}${code.slice(1).replaceAll('_', ' ')}`;

/** Whatever was thrown, as something that may be shown. Internals stay in the log. */
export function asAurora(error: unknown): AuroraError {
  if (error instanceof AuroraError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return wrongFields(error);
  const fromDatabase = databaseFailure(error);
  if (fromDatabase) return fromDatabase;
  const { statusCode } = error as { statusCode?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return fromFastify(statusCode, error);
  return new AuroraError({
    code: 'internal',
    retryable: false,
    userMessage: 'Something went wrong on our side. Nothing more was done. The request id finds it in the log.',
    cause: error,
  });
}

type WrongField = { field: string; problem: string };
type SchemaErrors = {
  validation: { instancePath: string; message?: string }[];
  validationContext?: string;
};

function wrongFields({ validation, validationContext = 'request' }: SchemaErrors): AuroraError {
  const fields: WrongField[] = validation.map(({ instancePath, message }) => ({
    field: [validationContext, ...instancePath.split('/').filter(Boolean)].join('.'),
    problem: message ?? 'is not valid',
  }));
  const words = fields.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
  return refused('bad_request', `The request does not fit. ${words}.`, { fields });
}

/** What Fastify itself refuses before a route sees it: sizes, media types, broken JSON. */
function fromFastify(statusCode: number, error: unknown): AuroraError {
  if (statusCode === errorStatus.payload_too_large) {
    return refused('payload_too_large', 'The request is larger than this route takes.');
  }
  if (statusCode === errorStatus.not_found) return refused('not_found', 'There is nothing here.');
  const { code, message } = error as { code?: unknown; message?: unknown };
  // In our own words: the parser's would repeat a piece of the body, which may be a password.
  if (error instanceof SyntaxError || code === 'FST_ERR_CTP_INVALID_JSON_BODY') {
    return refused('bad_request', 'The request cannot be read: its body is not valid JSON.');
  }
  const text =
    typeof message === 'string' && String(code).startsWith('FST_ERR_') ? message : 'it does not fit this route';
  return refused('bad_request', `The request cannot be read: ${text}.`.replace(/\.\.$/, '.'));
}

const refused = (code: ErrorCode, userMessage: string, details?: Record<string, unknown>) =>
  new AuroraError({ code, retryable: false, userMessage, details });
