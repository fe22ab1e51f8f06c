import type { Wires } from './client.ts';

/**
 * A `fetch` that tells which part of its body has gone, from 0 to 1: what browsers tell of the older interface only.
 */
export function tellingFetch(onSent: (part: number) => void): Wires['fetch'] {
  return (url, { method = 'GET', headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const sending = new XMLHttpRequest();
      sending.open(method, url);
      for (const [name, value] of new Headers(headers)) sending.setRequestHeader(name, value);
      sending.responseType = 'blob';
      sending.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 0 : loaded / total);
      sending.onload = () => resolve(responseOf(sending));
      sending.onerror = () => reject(new TypeError('There was no answer.'));
      sending.onabort = () => reject(signal?.reason);
      signal?.addEventListener('abort', () => sending.abort());
      sending.send(body as XMLHttpRequestBodyInit);
    });
}

function responseOf(sending: XMLHttpRequest): Response {
  const body: Blob = sending.response;
  const type = sending.getResponseHeader('content-type') ?? '';
  return new Response(body, { status: sending.status, headers: { 'content-type': type } });
}
