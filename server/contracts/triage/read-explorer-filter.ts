import {
  type ExplorerFilter,
  explorerFilter,
  explorerFilterNames,
  idOrStart,
} from "#server/contracts/triage/explorer.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The valid filters of a URL. Invalid ones are left out instead of refused, because a person typed them. `find` is one field
 * for an address, the ID of a message or a delivery, a subject, its ID or the start of that, or a Message-ID.
 */
export function readExplorerFilter(given: Record<string, unknown>): ExplorerFilter {
  const { find, ...named } = given;
  const all: Record<string, unknown> = { ...named, ...filterOf(typeof find === "string" ? find.trim() : "") };
  const read = explorerFilterNames.flatMap((name) => {
    const typed = typeof all[name] === "string" ? all[name].trim() : "";
    // A browser's time field sends no zone: the form says that it is read as UTC.
    const value = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(typed) ? `${typed}:00Z` : typed;
    const parsed = value === "" ? undefined : explorerFilter.safeParse({ [name]: value });
    return parsed?.success ? [[name, parsed.data[name]]] : [];
  });
  return explorerFilter.parse(Object.fromEntries(read));
}

function filterOf(find: string): ExplorerFilter {
  const [, key] = /^<([0-9a-f-]{36})@[^<>\s]+>$/i.exec(find) ?? [];
  if (key && uuid.test(key)) return { message: key };
  if (find.includes("@")) return { address: find };
  const [, order] = /^(?:[a-z][a-z-]*\/|#)(.+)$/.exec(find) ?? [];
  if (order) return { order };
  if (uuid.test(find)) return { message: find };
  return idOrStart.test(find) ? { order: find } : {};
}
