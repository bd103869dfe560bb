/** RFC 6901: a path into a JSON document, `~` and `/` escaped. The whole document is "". */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
