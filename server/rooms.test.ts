import { describe, expect, it } from "vitest";
import { type Arrow, files, folderCycles, importsOf, isTest, reachable, read } from "#server/testing/import-graph.ts";

/** The rooms of server/, lowest first: each imports only itself and rooms before it (decision 73). */
const rooms = [
  ...["contracts", "platform", "audit", "delivery", "adapters"],
  ...["triage", "monitoring", "identity", "shop", "http"],
];
/** Lists of the modules, above the rooms: only the entries of processes and pages import them. */
const moduleLists = ["server/modules.ts", "server/modules.messages.ts", "server/modules.settings.ts"];

const product = files.filter((file) => file.startsWith("server/") && !isTest(file) && !moduleLists.includes(file));
const arrows: Arrow[] = product.flatMap((file) =>
  importsOf(file)
    .filter(({ target }) => target.startsWith("server/"))
    .map(({ target }) => ({ file, target })),
);

const roomOf = (file: string): number => rooms.indexOf(file.split("/")[1] ?? "");
const upward = (all: readonly Arrow[]): string[] =>
  all
    .filter(({ file, target }) => roomOf(target) < 0 || roomOf(target) > roomOf(file))
    // The API is the entry of every request, so that it registers the modules itself.
    .filter(({ file, target }) => !(file.startsWith("server/http/") && moduleLists.includes(target)))
    // The environment has one schema, whose type includes the settings of the modules.
    .filter(({ file, target }) => !(file.startsWith("server/platform/env/") && target === "server/modules.settings.ts"))
    .map(({ file, target }) => `${file} → ${target}`);

describe("rooms", () => {
  it("are all in the order", () => {
    const inside = product.filter((file) => file.split("/").length > 2);
    expect(inside.filter((file) => roomOf(file) < 0)).toEqual([]);
  });

  it("import only rooms before them", () => {
    expect(upward(arrows)).toEqual([]);
  });

  it("refuse a planted import of a later room", () => {
    const planted = { file: "server/delivery/outbox/publish.ts", target: "server/shop/orders/get-order.ts" };
    expect(upward([...arrows, planted])).toEqual([`${planted.file} → ${planted.target}`]);
  });
});

describe("folders", () => {
  it("do not import each other, directly or around a circle", () => {
    expect(folderCycles(arrows)).toEqual([]);
  });

  it("refuse a planted circle", () => {
    const around = folderCycles([
      { file: "server/a/one.ts", target: "server/b/sql/two.ts" },
      { file: "server/b/two.ts", target: "server/c/three.ts" },
      { file: "server/c/three.ts", target: "server/a/four.ts" },
      { file: "server/d/five.ts", target: "server/a/one.ts" },
    ]);
    expect(around).toEqual([["server/a", "server/b", "server/c"]]);
  });
});

describe("sizes", () => {
  it("are at most 25 files in a folder", () => {
    const counts = new Map<string, number>();
    for (const file of files.filter((one) => one.startsWith("server/"))) {
      const folder = file.slice(0, file.lastIndexOf("/"));
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    expect([...counts].filter(([, count]) => count > 25)).toEqual([]);
  });

  it("are at most a quarter of the lines for one room", () => {
    const linesOf = (some: readonly string[]) => some.reduce((sum, file) => sum + read(file).split("\n").length, 0);
    const most = linesOf(product) / 4;
    const sizes = rooms.map((room) => [room, linesOf(product.filter((file) => file.startsWith(`server/${room}/`)))]);
    expect(sizes.filter(([, lines]) => Number(lines) > most)).toEqual([]);
  });
});

describe("the engine", () => {
  it("names no table of the store in its SQL", () => {
    // Rights of the database's roles are one list for all tables.
    const engine = product.filter((file) => roomOf(file) < rooms.indexOf("identity") && !file.includes("/roles/"));
    const ofStore = /\b(customer_order|order_line)\b|\b(from|join|into|update) (customer|product)\b/i;
    expect(engine.filter((file) => ofStore.test(read(file).replace(/^\s*(\/\/|\*|\/\*).*$/gm, "")))).toEqual([]);
  });
});

describe("the delivery gate", () => {
  it("is imported from outside through gate.ts alone", () => {
    const inside = "server/delivery/gate/";
    const deep = files.flatMap((file) =>
      importsOf(file).filter(({ target }) => !file.startsWith(inside) && target.startsWith(inside)),
    );
    expect(deep.length).toBeGreaterThan(5);
    expect(deep.filter(({ target }) => target !== `${inside}gate.ts`)).toEqual([]);
  });
});

describe("modules", () => {
  const registry = "server/delivery/handlers/registry.ts";
  const loads = (file: string) => reachable([file], ({ typeOnly }) => !typeOnly);

  it("are registered by every page and process that asks for a message or a handler", () => {
    const pages = files.filter((file) => /^app\/(.*\/)?(page|route|layout)\.tsx?$/.test(file));
    const entries = [...pages, ...["web", "worker", "sink", "migrate"].map((name) => `workers/${name}.ts`)];
    const asking = entries.filter((file) => loads(file).has(registry));
    expect(asking.length).toBeGreaterThan(10);
    expect(asking.filter((file) => !loads(file).has("server/modules.ts"))).toEqual([]);
  });

  it("are registered in the browser by every component that asks for a message", () => {
    const messages = "server/delivery/messages/registry.ts";
    const asking = files.filter((file) => file.startsWith("components/") && loads(file).has(messages));
    expect(asking.length).toBeGreaterThan(1);
    expect(asking.filter((file) => !loads(file).has("server/modules.messages.ts"))).toEqual([]);
  });
});
