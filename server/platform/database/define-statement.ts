import type pg from "pg";
import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";

/** A statement for the statement test: every text that it can have, and the row that each of them returns. */
export type StatementTexts = { name: string; texts: readonly string[]; row: z.ZodObject };

const defined: StatementTexts[] = [];

/** The statements of all modules that were loaded so far. `statements.db.test.ts` prepares each of them. */
export const definedStatements = (): readonly StatementTexts[] => defined;

/** Runs one SQL statement. `values` are its parameters $1, $2, …; a database error rejects as it is. */
export type Statement<Row> = {
  /** Every row. */
  all: (db: Queryable, values?: readonly unknown[]) => Promise<Row[]>;
  /** The only row, or undefined. Rejects where there is more than one. */
  maybeOne: (db: Queryable, values?: readonly unknown[]) => Promise<Row | undefined>;
  /** The only row. Rejects where there is none or more than one. */
  one: (db: Queryable, values?: readonly unknown[]) => Promise<Row>;
  /** The number of rows that it returned or changed. */
  run: (db: Queryable, values?: readonly unknown[]) => Promise<number>;
};

const noColumns = z.object({});

/**
 * Declares one SQL statement: a unique name (it is prepared under it), its text, and a zod object that describes a row.
 * Omit `row` where it returns no columns. Rows are parsed in development and tests; in production they are returned as
 * they arrive, because `statements.db.test.ts` compares the columns and types of every statement with its row.
 */
export function defineStatement<Row extends z.ZodObject = typeof noColumns>(definition: {
  name: string;
  text: string;
  row?: Row;
}): Statement<z.output<Row>> {
  const { name, text } = definition;
  const row = (definition.row ?? noColumns) as Row;
  defined.push({ name, texts: [text], row });
  return statement(name, row, (db, values) => db.query({ name, text, values: [...values] }));
}

/**
 * Declares a statement whose text depends on what it is asked: `text` builds it from a shape, `shapes` are samples that
 * together reach every branch of `text`. It is not prepared by name. Call it with a shape to get the statement.
 */
export function defineStatementBuilder<Shape, Row extends z.ZodObject = typeof noColumns>(definition: {
  name: string;
  text: (shape: Shape) => string;
  shapes: readonly Shape[];
  row?: Row;
}): (shape: Shape) => Statement<z.output<Row>> {
  const { name, text, shapes } = definition;
  const row = (definition.row ?? noColumns) as Row;
  defined.push({
    name,
    // Later: a text may depend on the modules, which are registered after this file was loaded.
    get texts() {
      return shapes.map(text);
    },
    row,
  });
  return (shape) => statement(name, row, (db, values) => db.query(text(shape), [...values]));
}

type Execute = (db: Queryable, values: readonly unknown[]) => Promise<pg.QueryResult>;

function statement<Row extends z.ZodObject>(name: string, row: Row, execute: Execute): Statement<z.output<Row>> {
  type Output = z.output<Row>;
  const all = async (db: Queryable, values: readonly unknown[] = []): Promise<Output[]> => {
    const { rows } = await execute(db, values);
    return parsesRows() ? rows.map((found) => row.parse(found)) : (rows as Output[]);
  };
  const maybeOne = async (db: Queryable, values?: readonly unknown[]): Promise<Output | undefined> => {
    const rows = await all(db, values);
    if (rows.length > 1) throw new Error(`${name} returned ${rows.length} rows instead of one`);
    return rows[0];
  };
  return {
    all,
    maybeOne,
    one: async (db, values) => {
      const found = await maybeOne(db, values);
      if (found === undefined) throw new Error(`${name} returned no row`);
      return found;
    },
    run: async (db, values = []) => (await execute(db, values)).rowCount ?? 0,
  };
}

let parses: boolean | undefined;
function parsesRows(): boolean {
  parses ??= env().NODE_ENV !== "production";
  return parses;
}
