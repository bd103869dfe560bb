/**
 * Reads the first bytes of an answer, or all that arrived, so that an endless answer neither fills the memory nor blocks its
 * reader. The rest is not read, and its connection is closed.
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
    // It broke off: the status has already been read.
  }
  return Buffer.concat(chunks).subarray(0, bytes).toString("utf8");
}
