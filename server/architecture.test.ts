import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { files, importsOf, isTest, reachable, read, root } from "#server/testing/import-graph.ts";

// Executes the import table of the architecture: an arrow that is not in it fails here, with file and target.
const arrows = files.flatMap((file) => importsOf(file).map((found) => ({ file, ...found })));
const packageOf = (target: string): string =>
  target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");
const say = ({ file, target }: { file: string; target: string }): string => `${file} → ${target}`;
const starts = (text: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => text.startsWith(prefix));

const messageFolders = ["server/delivery/messages/", "server/identity/messages/", "server/shop/messages/"];
/** Files about messages that a browser may load: their definitions, and their registry. */
const browserMessages = [...messageFolders, "server/modules.messages.ts"];
const mayImport: Record<string, readonly string[]> = {
  app: ["app/", "components/", "server/"],
  components: ["components/", "server/contracts/", ...browserMessages],
  server: ["server/", "prisma/generated/"],
  workers: ["workers/", "server/", "prisma/seed.ts"],
  prisma: ["server/platform/database/db.ts"],
  e2e: ["e2e/", "server/testing/", "server/contracts/"],
  bench: ["bench/", "server/"],
  scripts: ["scripts/", "server/", "prisma/"],
};
/** Files that tests may import beyond the code that they test. */
const testsMayImport = ["server/testing/", "prisma/seed.ts", "scripts/embedded-postgres.ts"];

describe("arrows between folders", () => {
  it("are those of the table", () => {
    const wrong = arrows.filter(({ file, target, ours }) => {
      const allowed = mayImport[file.split("/")[0] ?? ""];
      if (!allowed || !ours) return false;
      return !starts(target, isTest(file) ? [...allowed, ...testsMayImport] : allowed);
    });
    expect(wrong.map(say)).toEqual([]);
  });

  it("lead to files that exist, with their extension, because plain Node resolves them", () => {
    const wrong = arrows.filter(({ target, ours }) => ours && !starts(target, ["prisma/generated/"]));
    expect(wrong.filter(({ target }) => !existsSync(path.join(root, target))).map(say)).toEqual([]);
  });

  it("keep test code out of the product", () => {
    const wrong = arrows.filter(
      ({ file, target }) =>
        /^(app|components|server|workers)\//.test(file) &&
        !isTest(file) &&
        /server\/testing|\.test\.|^vitest/.test(target),
    );
    expect(wrong.map(say)).toEqual([]);
  });

  it("leave contracts and messages fit for the browser: zod and each other, nothing else", () => {
    const pure = ["server/contracts/", ...browserMessages];
    const wrong = arrows.filter(
      ({ file, target }) => starts(file, pure) && !isTest(file) && target !== "zod" && !starts(target, pure),
    );
    expect(wrong.filter(({ file }) => reachableFromComponents().has(file)).map(say)).toEqual([]);
    expect(wrong.filter(({ file }) => file.startsWith("server/contracts/")).map(say)).toEqual([]);
  });
});

const reachableFromComponents = () => reachable(files.filter((file) => file.startsWith("components/")));

const owners: Record<string, readonly string[]> = {
  // plain-boss.ts is pg-boss as others start it: what the product is measured against must not pass through the product.
  "pg-boss": ["server/platform/pgboss/", "bench/rig/plain-boss.ts"],
  nodemailer: ["server/adapters/"],
  "smtp-server": ["server/adapters/local-mail-server/"],
  mailparser: ["server/adapters/local-mail-server/"],
  "better-auth": ["server/identity/"],
  "@zxcvbn-ts/language-common": ["server/identity/"],
  "@opentelemetry/api": ["server/platform/telemetry/open-telemetry.ts"],
  "@opentelemetry/exporter-trace-otlp-http": ["server/platform/telemetry/open-telemetry.ts"],
  "@opentelemetry/resources": ["server/platform/telemetry/open-telemetry.ts"],
  "@opentelemetry/sdk-trace": ["server/platform/telemetry/open-telemetry.ts"],
  next: ["app/", "components/", "workers/web.ts", "next.config.ts"],
  react: ["app/", "components/", "server/adapters/mail/", "server/identity/templates/", "server/shop/templates/"],
  "react-dom": ["app/", "components/", "server/adapters/mail/", "server/identity/templates/", "server/shop/templates/"],
  prisma: ["prisma.config.ts"],
};

describe("packages", () => {
  it("have one owner each", () => {
    const wrong = arrows.filter(({ file, target, ours }) => {
      const allowed = ours ? undefined : owners[packageOf(target)];
      return allowed !== undefined && !isTest(file) && !starts(file, allowed);
    });
    expect(wrong.map(say)).toEqual([]);
  });

  it("bring zod as a namespace, which costs a browser a quarter of the named import", () => {
    const named = files.filter((file) => /import\s+(?!\* as z\b|type \* as z\b)[^;]*from "zod"/.test(read(file)));
    expect(named).toEqual([]);
  });

  it("do not bring server-only, which throws in a worker", () => {
    expect(arrows.filter(({ target }) => target === "server-only").map(say)).toEqual([]);
  });
});

/** They load node:net for its functions about addresses alone. */
const askingWhatAnAddressIs = ["server/platform/env/env-values.ts", "server/platform/client-key.ts"];

describe("invariants that anyone can grep", () => {
  const product = files.filter((file) => /^(server|workers|app|components)\//.test(file) && !isTest(file));
  const holders = (pattern: RegExp) => product.filter((file) => pattern.test(read(file)));

  it("only publish.ts inserts into outbox_message", () => {
    expect(holders(/insert\s+into\s+"?outbox_message/i)).toEqual(["server/delivery/outbox/publish.ts"]);
    expect(holders(/outboxMessage\.(create|upsert)/)).toEqual([]);
  });

  it("only relay-batch.ts enqueues", () => {
    const enqueuing = arrows.filter(
      ({ target, typeOnly }) => target === "server/platform/pgboss/enqueue.ts" && !typeOnly,
    );
    const callers = enqueuing.filter(({ file }) => !isTest(file));
    expect(callers.map(({ file }) => file)).toEqual(["server/delivery/outbox/relay-batch.ts"]);
  });

  it("nothing that a preview loads can open a connection but the database's", () => {
    const network =
      /^(node:)?(net|tls|http|https|http2|dgram)$|^(nodemailer$|nodemailer\/lib\/(?!addressparser$|base64$|mail-composer$|qp$)|undici|smtp-server|ws$|@opentelemetry\/exporter)/;
    const loaded = reachable(["server/triage/previews/preview.ts"]);
    for (const file of askingWhatAnAddressIs) {
      expect(read(file)).toMatch(/import \{ (BlockList, isIP, )?isIPv6 \} from "node:net";/);
      loaded.delete(file);
    }
    const opening = [...loaded].filter(
      (file) =>
        importsOf(file).some(({ target, ours }) => !ours && network.test(target)) || /[^.\w]fetch\(/.test(read(file)),
    );
    expect(loaded.size).toBeGreaterThan(50);
    expect(opening).toEqual([]);
  });

  it("only server/adapters opens connections to other machines", () => {
    const opening = product.filter((file) =>
      importsOf(file).some(
        ({ target, typeOnly }) =>
          !typeOnly && /^(node:)?(net|tls|http|https|http2|dgram)$|^nodemailer|^@opentelemetry\/exporter/.test(target),
      ),
    );
    // These listen or ask node:net what an address is, and the exporter of traces brings its own client (decision 53).
    const listening = [
      "server/http/",
      "server/adapters/local-mail-server/",
      "workers/web.ts",
      ...askingWhatAnAddressIs,
    ];
    const allowed = ["server/adapters/", "server/platform/telemetry/open-telemetry.ts", ...listening];
    expect(opening.filter((file) => !starts(file, allowed))).toEqual([]);
  });

  it("only env.ts reads the environment", () => {
    const readers = holders(/process\.env\b/).filter((file) => /^(server|workers)\//.test(file));
    expect(readers).toEqual(["server/platform/env/env.ts"]);
  });

  it("nothing that a worker loads is .tsx, which plain Node refuses", () => {
    const loaded = reachable(files.filter((file) => file.startsWith("workers/") && !isTest(file)));
    expect([...loaded].filter((file) => file.endsWith(".tsx"))).toEqual([]);
  });

  it("every message and every handler is in the list of its module", () => {
    const listed = importsOf("server/modules.ts").map(({ target }) => target);
    for (const [lists, define] of [
      [importsOf("server/modules.messages.ts").map(({ target }) => target), /= defineMessage\(/],
      [listed.filter((target) => target.endsWith("/module.ts")), /= defineHandler\(/],
    ] as const) {
      const defining = files.filter((file) => file.startsWith("server/") && !isTest(file) && define.test(read(file)));
      const named = lists.flatMap((list) => importsOf(list).map(({ target }) => target));
      expect(defining.length).toBeGreaterThan(0);
      expect(defining.filter((file) => !named.includes(file))).toEqual([]);
    }
  });

  it("no file is longer than 300 lines", () => {
    const long = files.filter((file) => read(file).split("\n").length > 301);
    expect(long).toEqual([]);
  });

  it("no file has a name that says nothing", () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|manager|service)(\.|\/|-)/.test(file))).toEqual([]);
  });
});
