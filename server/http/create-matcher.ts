import type { RouteHandler } from "#server/http/route.ts";
import type { RouteTable } from "#server/http/routes.ts";

export type RouteMatch = {
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
  const patterns: { segments: string[]; methods: RouteMatch["methods"] }[] = [];
  for (const [path, methods] of Object.entries(table)) {
    if (path.includes("[")) patterns.push({ segments: path.split("/"), methods });
    else exact.set(path, { methods, params: {} });
  }

  return (path) => {
    const found = exact.get(path);
    if (found) return found;
    const given = path.split("/");
    for (const { segments, methods } of patterns) {
      if (segments.length !== given.length) continue;
      const params: Record<string, string> = {};
      const fits = segments.every((segment, index) => {
        const value = given[index] ?? "";
        if (!isParameter(segment)) return segment === value;
        params[segment.slice(1, -1)] = value;
        return value !== "";
      });
      if (fits) return { methods, params: decoded(params) };
    }
  };
}

/** Per segment, after splitting: an encoded slash is part of a value. The caller has refused malformed encodings. */
function decoded(params: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]));
}
