/**
 * Reads the first bytes of a response, or all that arrived, so that an endless response neither fills the memory nor blocks. The
 * rest is not read, and the connection is closed.
 */
export async function readStart(
  answer: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  bytes: number,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of answer) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= bytes) break;
    }
  } catch {
    // The body was truncated; the status was received.
  }
  return Buffer.concat(chunks).subarray(0, bytes).toString("utf8");
}
