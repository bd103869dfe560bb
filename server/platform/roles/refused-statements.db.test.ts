import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordAction } from "#server/audit/record-action.ts";
import { verifyChain } from "#server/audit/verify-chain.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { applyGrants } from "#server/platform/roles/apply-grants.ts";
import { databaseRoles, type RoleName, roleNames } from "#server/platform/roles/database-roles.ts";
import { asRole, testDatabase, urlOf } from "#server/testing/database.ts";
import { anOperator } from "#server/testing/factories.ts";

const pool = await testDatabase();
const by = { actor: anOperator, requestId: "request-1" };
let owner: pg.Client;

beforeAll(async () => {
  // A copy does not have the rights of the database itself.
  expect(await applyGrants(pool)).toEqual({ roles: roleNames, leftovers: [] });
  await inTransaction(pool, (tx) =>
    recordAction(tx, by, { action: "user.change", target: { kind: "user", id: "one" }, after: { role: "admin" } }),
  );
  owner = new pg.Client({ connectionString: urlOf(pool) });
  await owner.connect();
});
afterAll(() => owner.end());

/** Statements that every role is refused. `$owner` is the owner's name, `$pid` the process of its connection. */
const everyone = [
  // The audit.
  "alter table audit_entry disable trigger all",
  "alter table audit_entry disable trigger audit_keep_rows",
  "drop trigger audit_chain on audit_entry",
  "create trigger before_it before insert on audit_entry for each row execute function audit_keep()",
  "create or replace function audit_chain() returns trigger language plpgsql as $$ begin return new; end $$",
  "drop function audit_hash(audit_entry)",
  "update audit_entry set reason = 'another'",
  "delete from audit_entry",
  "truncate audit_entry",
  "insert into audit_entry (seq, id, at) values (99, gen_random_uuid(), now())",
  "drop table audit_entry",
  "alter table audit_entry add column mine text",
  "reindex table audit_entry",
  "set session_replication_role = replica",
  // The schema and the database.
  "create table mine (id int)",
  "create temporary table audit_entry (seq int)",
  "create schema mine",
  "create function mine() returns int language sql as 'select 1'",
  "drop schema pgboss cascade",
  "create index on delivery (state)",
  "truncate delivery cascade",
  "update _prisma_migrations set checksum = ''",
  "select pgboss.create_queue('mine', '{\"policy\": \"standard\"}')",
  "alter default privileges for role $owner grant all on tables to public",
  "update sending_permit set timeline = 1",
  "delete from sending_permit",
  // The server, its files and other roles.
  "create role mine",
  "alter role $owner superuser",
  "grant $owner to current_user",
  "set role $owner",
  "set session authorization $owner",
  "select rolpassword from pg_authid",
  "select pg_read_file('/etc/passwd')",
  "copy product to program 'cat > /dev/null'",
  "select pg_terminate_backend($pid)",
  "select pg_cancel_backend($pid)",
  "alter system set fsync = off",
  "select pg_reload_conf()",
];

const refused: Record<RoleName, string[]> = {
  web: [
    ...everyone,
    "update outbox_message set data = '{}'",
    "delete from outbox_message",
    "delete from outbox_pending",
    "delete from delivery",
    "update attempt set outcome = 'delivered'",
    "delete from attempt",
    "update payload_edit set data = '{}'",
    "insert into pgboss.job (name) values ('order-notifications')",
    "update pgboss.job set state = 'completed'",
    "delete from pgboss.job",
    "delete from customer_order",
    "update product set price_cents = 0",
    "delete from history_point",
    "delete from alert_notice",
  ],
  worker: [
    ...everyone,
    "select token from console_session",
    "select * from console_session",
    "insert into console_session (id) values (gen_random_uuid())",
    "update console_session set expires_at = 'infinity'",
    "select password from console_credential",
    "update console_credential set password = ''",
    "select hash from api_token",
    "insert into api_token (id) values (gen_random_uuid())",
    "select token from account_link",
    "update account_link set expires_at = 'infinity'",
    "select role from console_user",
    "update console_user set role = 'admin'",
    "insert into console_user (id) values (gen_random_uuid())",
    "select key from sign_in_tries",
    "update customer set email = 'eve@example.com'",
    "select total_cents from customer_order",
    "select price_cents from product",
    "insert into customer_order (id) values (gen_random_uuid())",
    "delete from outbox_message",
    "delete from replay_item",
    "insert into sending_permit (database_oid, table_oid) values (0, 0)",
    "delete from handler_pause",
  ],
  sink: [
    ...everyone,
    "select email from customer",
    "select * from console_user",
    "select * from console_session",
    "select hash from api_token",
    "select * from audit_entry",
    "select data from outbox_message",
    "select * from delivery",
    "select * from pgboss.job",
    "delete from captured_mail",
  ],
};

describe.each(roleNames)("the role of %s", (role) => {
  let client: pg.Client;
  beforeAll(async () => {
    client = new pg.Client({ connectionString: asRole(role, urlOf(pool)) });
    await client.connect();
    expect((await client.query("select current_user as name")).rows).toEqual([{ name: databaseRoles[role] }]);
  });
  afterAll(() => client.end());

  it("is refused more than 30 statements", () => {
    expect(refused[role].length).toBeGreaterThan(30);
  });

  it.each(refused[role])("is refused: %s", async (statement) => {
    const { rows } = await owner.query("select pg_backend_pid() as pid, current_user as name");
    const text = statement.replace("$owner", pg.escapeIdentifier(rows[0].name)).replace("$pid", String(rows[0].pid));
    await expect(client.query(text)).rejects.toMatchObject({ code: "42501" });
  });
});

it("finds a change by the owner that was chained again, given a head from outside the database", async () => {
  await inTransaction(pool, async (tx) => {
    for (const id of ["two", "three"]) {
      await recordAction(tx, by, { action: "user.change", target: { kind: "user", id } });
    }
  });
  const { headSeq, headHash } = await verifyChain(pool);
  const head = `${headSeq}:${headHash}`;
  expect(await verifyChain(pool, head)).toMatchObject({ intact: true, entries: 3 });

  await owner.query("alter table audit_entry disable trigger user");
  await owner.query("grant update on audit_entry to current_user");
  await owner.query("update audit_entry set actor_name = 'another user' where seq = 1");
  for (const seq of [1, 2, 3]) {
    await owner.query(
      `update audit_entry set previous_hash = coalesce((select hash from audit_entry where seq = $1::bigint - 1), previous_hash)
       where seq = $1`,
      [seq],
    );
    await owner.query("update audit_entry a set hash = audit_hash(a) where seq = $1", [seq]);
  }
  await owner.query("alter table audit_entry enable trigger user");

  expect(await verifyChain(pool), "the chain alone cannot tell").toMatchObject({ intact: true });
  expect(await verifyChain(pool, head)).toMatchObject({
    intact: false,
    brokenSeq: 3,
    fault: "its hash is not that of the kept head",
  });
});
