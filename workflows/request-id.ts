/** The header by which the id of a request goes along from the API into workflows and their activities. */
import { defaultPayloadConverter, type Headers } from '@temporalio/common';

const name = 'aurora-request-id';

export function withRequestId(headers: Headers, requestId: string | undefined): Headers {
  if (requestId === undefined) return headers;
  return { ...headers, [name]: defaultPayloadConverter.toPayload(requestId) };
}

export function requestIdIn(headers: Headers): string | undefined {
  const payload = headers[name];
  return payload ? defaultPayloadConverter.fromPayload<string>(payload) : undefined;
}
