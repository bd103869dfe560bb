import {
  type ExplorerFilter,
  explorerFilter,
  explorerFilterNames,
  orderIdOrNumber,
} from "#server/contracts/triage/explorer.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The filters of an address that can be meant: what does not parse is left out, not refused, because a person typed it. `find`
 * is one field for an address, an order's number, the id of an order, a message or a delivery, or a mail's Message-ID.
 */
export function readExplorerFilter(given: Record<string, unknown>): ExplorerFilter {
  const { find, ...named } = given;
  const all: Record<string, unknown> = { ...named, ...meant(typeof find === "string" ? find.trim() : "") };
  const read = explorerFilterNames.flatMap((name) => {
    const typed = typeof all[name] === "string" ? all[name].trim() : "";
    // What a browser's field for a time sends: the form says that it is read as UTC.
    const value = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(typed) ? `${typed}:00Z` : typed;
    const parsed = value === "" ? undefined : explorerFilter.safeParse({ [name]: value });
    return parsed?.success ? [[name, parsed.data[name]]] : [];
  });
  return explorerFilter.parse(Object.fromEntries(read));
}

function meant(find: string): ExplorerFilter {
  const [, key] = /^<([0-9a-f-]{36})@[^<>\s]+>$/i.exec(find) ?? [];
  if (key && uuid.test(key)) return { message: key };
  if (find.includes("@")) return { address: find };
  const [, order] = /^(?:orders\/|#)(.+)$/.exec(find) ?? [];
  if (order) return { order };
  if (uuid.test(find)) return { message: find };
  return orderIdOrNumber.test(find) ? { order: find } : {};
}
