// A JSON escape before an address is not part of it: "\nada@…". Bounded, so that matching stays linear.
const address = /(?:\\u[\da-f]{4}|\\.|[^\s<>"'(),;:@[\]{}\\/]){1,64}@(?=[\p{L}\p{N}][\p{L}\p{N}.-]{0,253})/giu;
const credentials = /:\/\/[^\s"@/]{1,500}@/g;

/** A log line with e-mail addresses and the credentials of URLs masked. JSON stays valid. */
export const hideInLog = (line: string): string =>
  line.includes("@") ? line.replace(credentials, "://•••@").replace(address, "•••@") : line;
