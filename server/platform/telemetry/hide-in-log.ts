// An escape of JSON before an address is not part of it: "\nada@…". Bounded, so that a line is read in one go.
const address = /(?:\\u[\da-f]{4}|\\.|[^\s<>"'(),;:@[\]{}\\/]){1,64}@(?=[\p{L}\p{N}][\p{L}\p{N}.-]{0,253})/giu;
const credentials = /:\/\/[^\s"@/]{1,500}@/g;

/** A line of the log without anybody's address, and without what stands before the host of a URL. JSON stays JSON. */
export const hideInLog = (line: string): string =>
  line.includes("@") ? line.replace(credentials, "://•••@").replace(address, "•••@") : line;
