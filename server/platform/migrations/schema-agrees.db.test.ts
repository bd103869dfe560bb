import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { testDatabase } from "#server/testing/database.ts";

const pool = await testDatabase();

/** PostgreSQL's names of Prisma's scalar types. */
const scalars: Record<string, string> = {
  String: "text",
  Int: "integer",
  BigInt: "bigint",
  Boolean: "boolean",
  DateTime: "timestamp(3) without time zone",
  Json: "jsonb",
  Bytes: "bytea",
  Float: "double precision",
};
const native = (attributes: string): string | undefined => {
  const [, name, argument] = /@db\.(\w+)(?:\((\d+)\))?/.exec(attributes) ?? [];
  if (name === undefined) return undefined;
  if (name === "Timestamptz") return `timestamp(${argument ?? 3}) with time zone`;
  return name.toLowerCase();
};

/** Each column that prisma/schema.prisma declares, as "table.column type [not null]". */
function declaredColumns(): string[] {
  const schema = readFileSync(path.resolve(import.meta.dirname, "../../../prisma/schema.prisma"), "utf8");
  return [...schema.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].flatMap(([, model = "", body = ""]) => {
    const table = /@@map\("([^"]+)"\)/.exec(body)?.[1] ?? model;
    return [...body.matchAll(/^ {2}(\w+)\s+(\w+)(\[\])?(\?)?(.*)$/gm)].flatMap(
      ([, field = "", type = "", list, optional, attributes = ""]) => {
        const scalar = scalars[type];
        if (scalar === undefined) return []; // A relation: it has no column of its own.
        const column = /@map\("([^"]+)"\)/.exec(attributes)?.[1] ?? field;
        const columnType = (native(attributes) ?? scalar) + (list ? "[]" : "");
        // Prisma's lists cannot be null, yet it creates their columns without NOT NULL.
        return `${table}.${column} ${columnType}${optional || list ? "" : " not null"}`;
      },
    );
  });
}

it("prisma/schema.prisma and the migrated database have the same tables, columns, types and nullability", async () => {
  const { rows } = await pool.query<{ line: string }>(
    `select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || case when a.attnotnull and a.attndims = 0 then ' not null' else '' end as line
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
       and c.relname <> '_prisma_migrations'`,
  );
  expect(declaredColumns().length).toBeGreaterThan(50);
  expect(rows.map((row) => row.line).sort()).toEqual(declaredColumns().sort());
});

it("what schema.prisma declares as unique or indexed exists in the database", async () => {
  const schema = readFileSync(path.resolve(import.meta.dirname, "../../../prisma/schema.prisma"), "utf8");
  const declared = [...schema.matchAll(/@@(unique|index)\(|@unique\b/g)].length;
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from pg_index i join pg_class c on c.oid = i.indrelid
     where c.relnamespace = 'public'::regnamespace and not i.indisprimary and i.indpred is null`,
  );
  expect(rows[0]?.count).toBeGreaterThanOrEqual(declared);
});
