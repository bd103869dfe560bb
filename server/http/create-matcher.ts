import type { RouteHandler } from "#server/http/route.ts";
import type { RouteTable } from "#server/http/routes.ts";

export type RouteMatch = {
  /** The path of the table, with its parameters in braces. */
  pattern: string;
  methods: Partial<Record<string, RouteHandler>>;
  params: Record<string, string>;
};

const isParameter = (segment: string) => segment.startsWith("[") && segment.endsWith("]");

/**
 * Finds the entry of the table for a path as it was sent: paths without parameters by name, the others segment by segment.
 * An exact path wins over one with parameters.
 */
export function createMatcher(table: RouteTable): (path: string) => RouteMatch | undefined {
  const exact = new Map<string, RouteMatch>();
  const patterns: { pattern: string; segments: string[]; methods: RouteMatch["methods"] }[] = [];
  for (const [path, methods] of Object.entries(table)) {
    const pattern = path.replaceAll("[", "{").replaceAll("]", "}");
    if (path.includes("[")) patterns.push({ pattern, segments: path.split("/"), methods });
    else exact.set(path, { pattern, methods, params: {} });
  }

  return (path) => {
    const found = exact.get(path);
    if (found) return found;
    const given = path.split("/");
    for (const { pattern, segments, methods } of patterns) {
      if (segments.length !== given.length) continue;
      const params: Record<string, string> = {};
      const fits = segments.every((segment, index) => {
        const value = given[index] ?? "";
        if (!isParameter(segment)) return segment === value;
        params[segment.slice(1, -1)] = value;
        return value !== "";
      });
      if (fits) return { pattern, methods, params: decoded(params) };
    }
  };
}

/** Per segment, after splitting: an encoded slash is part of a value. The caller has refused malformed encodings. */
function decoded(params: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]));
}
