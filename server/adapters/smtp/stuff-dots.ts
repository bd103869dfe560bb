const dot = ".".charCodeAt(0);
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * The bytes of a message as DATA carries them, up to the final dot: every line ends with CRLF, also where a bare CR or LF
 * ended it (some receivers take these for line ends, which is how mails are smuggled), and every leading dot is doubled.
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
