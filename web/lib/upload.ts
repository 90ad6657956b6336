import { problemOf, unreachable } from './problem.ts';
import { newRequestId } from './request-id.ts';
import type { TokenSource } from './token.ts';

/** @param onProgress bytes that have left, of all */
export type Upload = <Answer>(
  path: string,
  file: Blob,
  onProgress: (sent: number, total: number) => void,
) => Promise<Answer>;

type UploadParts = { apiUrl: string; tokens: TokenSource; request?: () => XMLHttpRequest };

/**
 * Sends a file as the body itself. By XMLHttpRequest: `fetch` tells no progress of what it sends.
 *
 * @throws ApiProblem
 */
export function createUpload({ apiUrl, tokens, request = () => new XMLHttpRequest() }: UploadParts): Upload {
  const once = (path: string, file: Blob, token: string, onProgress: (sent: number, total: number) => void) =>
    new Promise<Response>((resolve, reject) => {
      const sending = request();
      const requestId = newRequestId();
      sending.open('POST', `${apiUrl}/api/v1${path}`);
      sending.setRequestHeader('authorization', `Bearer ${token}`);
      sending.setRequestHeader('x-request-id', requestId);
      // One type for all: browsers guess others for the same file, and the API looks at the bytes.
      sending.setRequestHeader('content-type', 'application/octet-stream');
      sending.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
      sending.onload = () => resolve(new Response(sending.responseText, { status: sending.status }));
      sending.onerror = () => reject(unreachable(requestId));
      sending.onabort = () => reject(unreachable(requestId));
      sending.send(file);
    });

  return async <Answer>(path: string, file: Blob, onProgress: (sent: number, total: number) => void) => {
    const token = await tokens.get();
    let response = await once(path, file, token, onProgress);
    if (response.status === 401) response = await once(path, file, await tokens.get(token), onProgress);
    if (!response.ok) throw await problemOf(response);
    return (await response.json()) as Answer;
  };
}
