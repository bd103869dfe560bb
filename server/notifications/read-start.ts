/**
 * The first bytes of an answer, or as much of it as came: one that never ends neither fills the memory nor holds up its reader.
 * The rest is not read, and the connection it would come over is closed.
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
