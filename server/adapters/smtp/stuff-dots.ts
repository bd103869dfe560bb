const dot = ".".charCodeAt(0);
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * The bytes of a message for DATA, without the final dot: every leading dot is doubled, and every line ends with CRLF. A bare CR
 * or LF becomes CRLF, because some receivers accept them as line ends, which allows SMTP smuggling.
 */
export function stuffDots(message: Buffer): Buffer {
  const parts: Buffer[] = [];
  const crlf = Buffer.from("\r\n");
  const extraDot = Buffer.from(".");
  for (let from = 0; from < message.length; ) {
    let end = from;
    while (end < message.length && message[end] !== lineFeed && message[end] !== carriageReturn) end += 1;
    if (message[from] === dot && end > from) parts.push(extraDot);
    parts.push(message.subarray(from, end), crlf);
    from = end + (message[end] === carriageReturn && message[end + 1] === lineFeed ? 2 : 1);
  }
  return Buffer.concat(parts);
}
