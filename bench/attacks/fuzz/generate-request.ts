import { hostileBodies, hostileHeaders, hostileTexts } from "#bench/attacks/fuzz/hostile-values.ts";
import { type Schema, valueFor } from "#bench/attacks/fuzz/value-for.ts";

const identityNames = ["anonymous", "viewer", "operator", "admin", "token", "revoked"] as const;
export type IdentityName = (typeof identityNames)[number];

/** One method of one path of the OpenAPI document. */
export type Operation = {
  path: string;
  method: string;
  parameters: readonly { name: string; in: string; schema: Schema }[];
  body: Schema | null;
  statuses: readonly number[];
};

export type FuzzRequest = {
  identity: IdentityName;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Buffer | null;
  /** The operation of the request; null for a page or a method that the path does not have. */
  operation: Operation | null;
};

export type Draw = {
  random: () => number;
  /** Ids that exist, and addresses of customers. */
  ids: readonly string[];
  addresses: readonly string[];
};

export const pick = <Item>({ random }: Draw, items: readonly Item[]): Item => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
};
const chance = ({ random }: Draw, share: number) => random() < share;

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"] as const;
const pageParameters = [
  "cursor",
  "q",
  "find",
  "state",
  "handler",
  "type",
  "code",
  "cause",
  "order",
  "tab",
  "part",
  "range",
  "next",
];

/** A sign-out ends the session that the next requests need: only identities without one may ask for it. */
const endsSession = ({ path, method }: { path: string; method: string }) =>
  method === "DELETE" && /^\/api\/v1\/sessions?$/.test(path);
const sessionless: readonly IdentityName[] = ["anonymous", "token", "revoked"];

/** A path whose parameters are ids that exist, or hostile texts. */
function pathOf(draw: Draw, pattern: string): string {
  const filled = pattern.replace(/\{\w+\}|\[\w+\]/g, () => {
    const text = chance(draw, 0.5) ? pick(draw, draw.ids) : pick(draw, hostileTexts).slice(0, 400);
    return encodeURIComponent(text.toWellFormed());
  });
  // Broken encodings are sent as they are: a client may write any bytes.
  return chance(draw, 0.01) ? `${filled}${pick(draw, ["%zz", "%c3%28", "/", "//", "/.."])}` : filled;
}

function queryOf(draw: Draw, operation: Operation | null): string {
  const declared = operation?.parameters.filter((one) => one.in === "query") ?? [];
  const query = new URLSearchParams();
  for (const { name, schema } of declared) {
    if (!chance(draw, 0.3)) continue;
    const value = valueFor(draw, schema, { hostility: 0.2 });
    query.append(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  if (!operation && chance(draw, 0.7))
    query.append(pick(draw, pageParameters), pick(draw, hostileTexts).slice(0, 2_000));
  if (chance(draw, 0.15)) query.append(pick(draw, [...pageParameters, "x"]), pick(draw, hostileTexts).slice(0, 2_000));
  if (chance(draw, 0.1)) query.append("q", pick(draw, draw.addresses));
  return query.size === 0 ? "" : `?${query}`;
}

function bodyOf(draw: Draw, operation: Operation | null): string | Buffer | null {
  if (chance(draw, 0.15)) return pick(draw, hostileBodies);
  if (!operation?.body) return chance(draw, 0.1) ? "{}" : null;
  if (chance(draw, 0.15)) return "{}";
  // Half of the bodies fit their schema, so that requests come past the parser.
  return JSON.stringify(valueFor(draw, operation.body, { hostility: chance(draw, 0.5) ? 0 : 0.12 }));
}

/** One request over every operation and page, by any identity. The same draw gives the same requests. */
export function generateRequest(
  draw: Draw,
  all: { operations: readonly Operation[]; pages: readonly string[] },
): FuzzRequest {
  const page = chance(draw, 0.12) ? pick(draw, all.pages) : null;
  const meant = page === null ? pick(draw, all.operations) : null;
  const isOther = chance(draw, 0.06);
  const method = isOther ? pick(draw, methods) : (meant?.method ?? "GET");
  // Another method of the same path is an operation of its own; HEAD answers as GET does.
  const named = method === "HEAD" ? "GET" : method;
  const operation = all.operations.find((one) => one.path === meant?.path && one.method === named) ?? null;
  const pattern = page ?? meant?.path ?? "/";
  const asked = endsSession({ path: pattern, method });
  const identity = pick(draw, asked ? sessionless : identityNames);
  const path = `${pathOf(draw, pattern)}${queryOf(draw, operation)}`;
  const withBody = !["GET", "HEAD", "OPTIONS"].includes(method);
  const body = withBody ? bodyOf(draw, operation) : null;
  const headers: Record<string, string> = body === null ? {} : { "content-type": "application/json" };
  if (chance(draw, 0.8)) headers["if-match"] = "*";
  if (chance(draw, 0.3)) Object.assign(headers, pick(draw, hostileHeaders));
  return { identity, method, path, headers, body, operation };
}
