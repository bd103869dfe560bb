import { expect, it } from "vitest";
import { type FuzzRequest, generateRequest, type Operation } from "#bench/attacks/fuzz/generate-request.ts";
import { judgeAnswer } from "#bench/attacks/fuzz/judge-answer.ts";
import { seededRandom } from "#bench/seeded-random.ts";

const operation: Operation = {
  path: "/api/v1/things/{id}",
  method: "GET",
  parameters: [],
  body: null,
  statuses: [200, 401, 404],
};
const request: FuzzRequest = {
  ...{ identity: "viewer", method: "GET", path: "/api/v1/things/7", headers: {}, body: null, operation },
};
const answer = { status: 200, headers: "{}", text: "{}", milliseconds: 5 };
const known = { secrets: ["a-hash-of-a-password-0123"], canaries: ["zebedee.quagmire"] };
const kindsOf = (asked: Partial<FuzzRequest>, answered: Partial<typeof answer>) =>
  judgeAnswer({ ...request, ...asked }, { ...answer, ...answered }, known).map(({ kind }) => kind);

it.each([
  ["an answer as declared", {}, {}, []],
  ["a 5xx, also where a page answers it", { operation: null, path: "/ops" }, { status: 500 }, ["server error"]],
  ["a status that is not declared", {}, { status: 409 }, ["undeclared status"]],
  ["a page that answers 422", { operation: null, path: "/ops" }, { status: 422 }, ["undeclared status"]],
  [
    "a page that is not there under 200",
    { operation: null, path: "/ops/dead-letters/zz" },
    { text: '<template data-dgst="NEXT_HTTP_ERROR_FALLBACK;404"></template>' },
    ["undeclared status"],
  ],
  [
    "a page whose part failed under 200",
    { operation: null, path: "/ops/dead-letters?cursor=zz" },
    { text: '<script>$RX("B:0","1234567")</script>' },
    ["server error"],
  ],
  ["an answer after 5 s", {}, { milliseconds: 5_001 }, ["hang"]],
  ["a broken connection", {}, { status: 0 }, ["hang"]],
  ["a hash in the body", { identity: "admin" }, { text: "a-hash-of-a-password-0123" }, ["secret"]],
  ["a URL with a password in a header", {}, { headers: "postgres://u:p@h/d" }, ["secret"]],
  ["a token", {}, { text: `rdl_${"x".repeat(43)}` }, ["secret"]],
  ["a customer's address to a viewer", {}, { text: "zebedee.quagmire@example.com" }, ["customer address"]],
  ["the same to an operator", { identity: "operator" }, { text: "zebedee.quagmire@example.com" }, []],
  ["the same where the viewer typed it", { path: "/ops?q=zebedee.quagmire" }, { text: "zebedee.quagmire" }, []],
] as const)("%s", (_, asked, answered, kinds) => {
  expect(kindsOf(asked, answered)).toEqual(kinds);
});

it("generates the same requests from the same seed, over all operations, pages and identities", () => {
  const all = { operations: [operation, { ...operation, method: "POST" }], pages: ["/", "/ops/things/[id]"] };
  const requestsOf = (seed: number) => {
    const draw = { random: seededRandom(seed), ids: ["7"], addresses: ["ada@example.com"] };
    return Array.from({ length: 300 }, () => generateRequest(draw, all));
  };
  expect(requestsOf(1)).toEqual(requestsOf(1));
  expect(requestsOf(1)).not.toEqual(requestsOf(2));
  expect(new Set(requestsOf(1).map(({ identity }) => identity)).size).toBe(6);
});

it("asks for a sign-out only with identities that have no session", () => {
  const signOut: Operation = { ...operation, path: "/api/v1/sessions", method: "DELETE" };
  const draw = { random: seededRandom(1), ids: ["7"], addresses: ["ada@example.com"] };
  const all = { operations: [signOut], pages: ["/"] };
  const asked = Array.from({ length: 500 }, () => generateRequest(draw, all)).filter(
    ({ method, path }) => method === "DELETE" && path.startsWith("/api/v1/sessions"),
  );
  expect(asked.length).toBeGreaterThan(300);
  expect([...new Set(asked.map(({ identity }) => identity))].sort()).toEqual(["anonymous", "revoked", "token"]);
});
