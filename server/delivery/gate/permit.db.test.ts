import { beforeEach, describe, expect, it } from "vitest";
import { insertPermit } from "#server/delivery/gate/sql/insert-permit.ts";
import { readGates } from "#server/delivery/gate/sql/read-gates.ts";
import { watchGate } from "#server/delivery/gate/watch-gate.ts";
import { resumeSending } from "#server/monitoring/alerts/resume-sending.ts";
import { createPool, type Queryable } from "#server/platform/database/db.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { anOperator } from "#server/testing/factories.ts";
import { mailHandler } from "#server/testing/pipeline.ts";
import { changePermit, withdrawPermit } from "#server/testing/restored.ts";

const pool = await testDatabase();
const reasonOf = async (queryable: Queryable = pool) => (await readGates(queryable)).sending?.reason ?? null;

beforeEach(async () => {
  await insertPermit(pool);
  expect(await reasonOf()).toBeNull();
});

describe("sending is paused", () => {
  it.each([
    ["other_server", "in a copy on another server", { system_identifier: "system_identifier + 1" }],
    ["other_database", "in a copy beside the original", { database_oid: "database_oid::bigint::int + 1" }],
    ["other_timeline", "after a restore to a point in time, or a failover", { timeline: "timeline + 1" }],
    ["other_server", "when the server tells what it did not tell before", { system_identifier: "null::bigint" }],
    ["other_timeline", "when the server tells a timeline that it did not tell before", { timeline: "null::int" }],
  ])("(%s) %s", async (reason, _, other) => {
    await changePermit(pool, other);
    expect(await reasonOf()).toBe(reason);
  });

  it("when an operator withdraws the permit", async () => {
    await withdrawPermit(pool);
    expect(await reasonOf()).toBe("withdrawn");
  });

  it("when permits of a dump are loaded into the table", async () => {
    await pool.query("insert into sending_permit select * from sending_permit order by seq desc limit 1");
    expect(await reasonOf()).toBe("withdrawn");
  });

  it("when a copy came without its permits", async () => {
    const client = await pool.connect();
    try {
      await client.query("begin; alter table sending_permit disable trigger user; delete from sending_permit");
      expect(await reasonOf(client)).toBe("never_confirmed");
    } finally {
      await client.query("rollback");
      client.release();
    }
  });
});

describe("a server that does not reveal its system identifier", () => {
  it("is paused once, can be confirmed, and still differs from a copy", async () => {
    const client = createPool(urlOf(pool), { max: 1 });
    // Like a managed server without the right: the functions exist and fail.
    await client.query(`create schema refusing;
      create function refusing.pg_control_system(out system_identifier bigint) language plpgsql as
        $$ begin raise exception 'permission denied' using errcode = '42501'; end $$;
      create function refusing.pg_current_wal_lsn() returns pg_lsn language plpgsql as
        $$ begin raise exception 'not supported' using errcode = '0A000'; end $$;
      set search_path = refusing, public, pg_catalog`);
    const { rows } = await client.query(
      "select system_identifier, timeline, database_oid > 0 as told from database_identity()",
    );
    expect(rows).toEqual([{ system_identifier: null, timeline: null, told: true }]);
    expect(await reasonOf(client)).toBe("other_server");
    await insertPermit(client);
    expect(await reasonOf(client)).toBeNull();
    await client.query(
      "insert into sending_permit (database_oid, table_oid) select database_oid::bigint::int + 1, table_oid from database_identity()",
    );
    expect(await reasonOf(client)).toBe("other_database");
    await client.end();
  });
});

describe("the permits", () => {
  it.each(["update sending_permit set timeline = 1", "delete from sending_permit", "truncate sending_permit"])(
    "cannot be rewritten: %s",
    async (statement) => {
      await expect(pool.query(statement)).rejects.toMatchObject({ code: "42501" });
    },
  );
});

describe("the gate watch of a worker", () => {
  it("reads the gate once while it is open, and again after a refused claim", async () => {
    let asked = 0;
    const counting = Object.assign(Object.create(pool), {
      query: (...args: Parameters<typeof pool.query>) => {
        asked += 1;
        return Reflect.apply(pool.query, pool, args);
      },
    });
    const watch = watchGate(counting)(mailHandler);
    expect(await Promise.all([watch.fetchLimit(), watch.fetchLimit()])).toEqual([Infinity, Infinity]);
    expect(await watch.fetchLimit()).toBe(Infinity);
    // The handler and this database in one statement.
    expect(asked).toBe(1);
    await withdrawPermit(pool);
    watch.refuse();
    expect(await Promise.all([watch.fetchLimit(), watch.fetchLimit()])).toEqual([0, 0]);
    expect(asked).toBe(2);
  });

  it("ignores the notice of a pause in a backup", async () => {
    const sinceOf = async () => (await readGates(pool)).sending?.since ?? null;
    const other = { database_oid: "database_oid::bigint::int + 1" };
    await changePermit(pool, other);
    await watchGate(pool)(mailHandler).fetchLimit();
    expect(await sinceOf()).toEqual(expect.any(Date));
    // The last audit entry of the backup is a pause of the database that it was.
    await pool.query("alter function database_identity() rename to identity_here");
    await pool.query(`create function database_identity(out system_identifier bigint, out database_oid oid, out table_oid oid, out timeline integer)
      language sql stable as $$ select system_identifier + 1, database_oid, table_oid, timeline from identity_here() $$`);
    try {
      expect(await sinceOf()).toBeNull();
    } finally {
      await pool.query("drop function database_identity(); alter function identity_here() rename to database_identity");
    }
  });

  it("records a pause once for several workers", async () => {
    const recorded = async () =>
      (await pool.query("select from audit_entry where action = 'sending.pause'")).rowCount ?? Number.NaN;
    let rung = 0;
    const notice = async () => {
      await withdrawPermit(pool);
      const ring = () => {
        rung += 1;
      };
      await Promise.all([1, 2, 3].map(() => watchGate(pool, ring)(mailHandler).fetchLimit()));
    };
    await notice();
    // Each evaluates alerts at once.
    expect(rung).toBe(3);
    const before = await recorded();
    await resumeSending({ actor: anOperator, requestId: null, reason: "a test" });
    await notice();
    await notice();
    expect(await recorded()).toBe(before + 1);
  });
});
