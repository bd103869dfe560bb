import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { KnownActor } from "#server/audit/actor.ts";
import { maxViews } from "#server/contracts/triage/saved-view.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator } from "#server/testing/factories.ts";
import { deleteView } from "#server/triage/saved-views/delete-view.ts";
import { listViews } from "#server/triage/saved-views/list-views.ts";
import { saveView } from "#server/triage/saved-views/save-view.ts";

await testDatabase();
const someone = (role: KnownActor["role"]): KnownActor => ({ ...anOperator, id: randomUUID(), role });
const [maya, leo, viewer] = [someone("operator"), someone("operator"), someone("viewer")];
const filter = { handler: "order-notifications", age: "6h" };

test("a private view is visible to its owner only, a shared one to all users, with its filter unchanged", async () => {
  await saveView({ name: "Old mails", filter, shared: false }, maya);
  await saveView({ name: "For all", filter, shared: true }, maya);
  const names = async (actor: KnownActor) => (await listViews(actor)).items.map(({ name }) => name);
  expect(await names(maya)).toEqual(["For all", "Old mails"]);
  expect(await names(viewer)).toEqual(["For all"]);
  expect((await listViews(viewer)).items[0]).toMatchObject({ filter, shared: true, removable: false });
});

test("a name is unique among an owner's views and among shared ones, in any case", async () => {
  await expect(saveView({ name: "OLD MAILS", filter, shared: false }, maya)).rejects.toMatchObject({
    code: "invalid_input",
    fields: [{ pointer: "/name" }],
  });
  await expect(saveView({ name: "for all", filter, shared: true }, leo)).rejects.toMatchObject({
    code: "invalid_input",
  });
  await saveView({ name: "Old mails", filter, shared: false }, leo);
});

test("a viewer saves private views and cannot share one", async () => {
  await saveView({ name: "Mine", filter, shared: false }, viewer);
  await expect(saveView({ name: "Ours", filter, shared: true }, viewer)).rejects.toMatchObject({ code: "forbidden" });
});

test("a private view of another user is 404; any operator can remove a shared one", async () => {
  const own = (await listViews(maya)).items.find(({ shared }) => !shared)?.id ?? "";
  const ours = (await listViews(maya)).items.find(({ shared }) => shared)?.id ?? "";
  await expect(deleteView(own, leo)).rejects.toMatchObject({ code: "not_found" });
  await expect(deleteView(ours, viewer)).rejects.toMatchObject({ code: "not_found" });
  await deleteView(ours, leo);
  expect((await listViews(viewer)).items.map(({ name }) => name)).toEqual(["Mine"]);
});

test("an owner has at most fifty views", async () => {
  const ada = someone("viewer");
  for (let made = 0; made < maxViews; made += 1) await saveView({ name: `View ${made}`, filter, shared: false }, ada);
  await expect(saveView({ name: "One more", filter, shared: false }, ada)).rejects.toMatchObject({ code: "conflict" });
});

test("of many concurrent saves at the limit one commits", async () => {
  const ada = someone("viewer");
  for (let made = 1; made < maxViews; made += 1) await saveView({ name: `View ${made}`, filter, shared: false }, ada);
  const own = async () => (await listViews(ada)).items.filter(({ shared }) => !shared);
  for (let round = 0; round < 10; round += 1) {
    const racing = Array.from({ length: 8 }, (_, n) => saveView({ name: `Last ${n}`, filter, shared: false }, ada));
    const refused = (await Promise.allSettled(racing)).filter(({ status }) => status === "rejected");
    expect(refused.map((one) => "reason" in one && one.reason.code)).toEqual(Array(7).fill("conflict"));
    const last = (await own()).filter(({ name }) => name.startsWith("Last"));
    expect(last).toHaveLength(1);
    await deleteView(last[0]?.id ?? "", ada);
  }
});
