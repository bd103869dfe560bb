import { expect, it } from "vitest";
import { envOf, noticeOfRoles, roleUrlsOf } from "#scripts/process-env.ts";

const owner = "postgresql://owner:secret@db.example.com/shop";
const web = "postgresql://redeliver_web:its-own@pooler.example.com/shop";
const worker = "postgresql://redeliver_worker:another@pooler.example.com/shop";

it("gives each process the database URLs of its own role and no other credentials", () => {
  const env = { DATABASE_URL: owner, DIRECT_URL: owner, WEB_DATABASE_URL: web, WORKER_DATABASE_URL: worker };
  const roles = roleUrlsOf(env);
  expect(envOf("web", env, roles)).toEqual({
    DATABASE_URL: web,
    DIRECT_URL: "postgresql://redeliver_web:its-own@db.example.com/shop",
  });
  expect(envOf("worker", env, roles)).toEqual({
    DATABASE_URL: worker,
    DIRECT_URL: "postgresql://redeliver_worker:another@db.example.com/shop",
  });
  expect(noticeOfRoles(roles)).toBeNull();
});

it("gives every process the owner's role if there is no other, with a notice", () => {
  const env = { DATABASE_URL: owner };
  for (const process of ["web", "worker", "sink"] as const) expect(envOf(process, env, {})).toEqual(env);
  expect(noticeOfRoles({})).toContain("Database roles");
  expect(noticeOfRoles({ web })).toContain("Database roles");
});
