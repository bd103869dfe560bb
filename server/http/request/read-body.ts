import { AppError } from "#server/platform/errors.ts";

export const maxBodyBytes = 256 * 1024;

const tooLarge = () => new AppError("body_too_large", `The body must have at most ${maxBodyBytes} bytes.`);

async function readStream(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > maxBodyBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
}

/** Whether a request has a body. HTTP/1.1 declares one by a header; HTTP/2 on a platform may declare none. */
export function hasBody(request: Request, isHttp1: boolean): boolean {
  const { method, headers } = request;
  if (method === "GET" || method === "HEAD") return false;
  if (headers.get("transfer-encoding") !== null || Number(headers.get("content-length")) > 0) return true;
  return !isHttp1 && headers.get("content-length") === null && request.body !== null;
}

/**
 * The bytes of a body, read once. Throws `body_too_large` past `maxBodyBytes`, whatever Content-Length says: a body of declared
 * length is read at once, because node refuses bytes beyond it; any other is counted while it comes.
 */
export async function readBody(request: Request): Promise<Uint8Array> {
  const { headers } = request;
  const length = headers.get("content-length");
  if (Number(length) > maxBodyBytes) throw tooLarge();
  try {
    if (length !== null && headers.get("transfer-encoding") === null)
      return new Uint8Array(await request.arrayBuffer());
    return request.body ? await readStream(request.body) : new Uint8Array();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("malformed_json", "The connection closed before the end of the body.", { cause: error });
  }
}
