/** How PostgreSQL logs what a client sent: a simple statement, or the execution of a prepared or an unnamed one. */
const begin = /LOG: {2}(?:statement|execute [^:]*): ?(.*)/;

/**
 * How often each statement stands in these lines of the log, by its first line with words: many begin with a line break.
 * Every statement counts once, whatever it is called; of a block that was sent as one text, each line that ends one.
 */
export async function tallyStatements(lines: AsyncIterable<string> | Iterable<string>): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  const count = (text: string) => seen.set(text.slice(0, 60), (seen.get(text.slice(0, 60)) ?? 0) + 1);
  let isUnnamed = false;
  let isBlock = false;
  for await (const line of lines) {
    const found = begin.exec(line);
    const words = (found?.[1] ?? line).trim();
    if (isBlock && !found && line.startsWith("\t") && words.endsWith(";")) count("(further ones of a block)");
    if (!line.startsWith("\t")) isBlock = false;
    if (found && isUnnamed) count("(no words)");
    if (found || isUnnamed) {
      isUnnamed = words === "";
      if (words !== "") {
        count(words);
        isBlock = /^begin;/i.test(words);
      }
    }
  }
  if (isUnnamed) count("(no words)");
  return seen;
}
