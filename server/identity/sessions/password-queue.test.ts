import { expect, it } from "vitest";
import { createPasswordQueue } from "#server/identity/sessions/password-queue.ts";

/** Work that ends when the test ends it. */
function steps() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      started.push(name);
      ends.set(name, () => resolve(name));
    });
  return { started, work, end: (name: string) => ends.get(name)?.() };
}
const busy = { code: "too_many_tries", extensions: { retryAfterSeconds: 2 } };

it("runs a limited number at a time, known devices first, and refuses more waiting work than its places", async () => {
  const run = createPasswordQueue({ concurrency: 2, places: 2, patienceMilliseconds: 60_000 });
  const { started, work, end } = steps();
  const all = [run(work("a")), run(work("b")), run(work("c")), run(work("d"))];
  await expect(run(work("refused"))).rejects.toMatchObject(busy);
  const known = run(work("known"), "known");
  expect(started).toEqual(["a", "b"]);
  end("a");
  await all[0];
  expect(started).toEqual(["a", "b", "known"]);
  end("known");
  await known;
  end("b");
  await all[1];
  expect(started).toEqual(["a", "b", "known", "c", "d"]);
  for (const name of ["c", "d"]) end(name);
  await Promise.all(all);
  const later = run(work("later"));
  end("later");
  expect(await later).toBe("later");
});

it("continues with the next work after a failure, and refuses work that waited too long", async () => {
  const run = createPasswordQueue({ concurrency: 1, places: 5, patienceMilliseconds: -1 });
  const fails = run(() => Promise.reject(new Error("no")));
  const late = run(async () => "late");
  await expect(fails).rejects.toThrow("no");
  await expect(late).rejects.toMatchObject(busy);
  expect(await run(async () => "free again")).toBe("free again");
});
