import pg from "pg";
import type * as z from "zod";

type Column = { name: string; type: number };

type Connection = {
  parse: (query: { name: string; text: string }) => void;
  describe: (what: { type: "S"; name: string }) => void;
  sync: () => void;
};

/** The columns that PostgreSQL gives a statement, without running it: Parse, Describe, Sync of the protocol. */
export function describeStatement(client: pg.ClientBase, text: string): Promise<Column[]> {
  return new Promise((resolve, reject) => {
    let columns: Column[] = [];
    let failure: Error | undefined;
    const description = {
      submit: (connection: Connection) => {
        connection.parse({ name: "", text });
        connection.describe({ type: "S", name: "" });
        connection.sync();
      },
      handleRowDescription: ({ fields }: { fields: { name: string; dataTypeID: number }[] }) => {
        columns = fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
      },
      handleError: (error: Error) => {
        failure = error;
      },
      handleReadyForQuery: () => (failure === undefined ? resolve(columns) : reject(failure)),
    };
    client.query(description as unknown as pg.Submittable);
  });
}

const { builtins } = pg.types;
const arrays: Record<number, string> = {
  1000: "boolean",
  1005: "number",
  1007: "number",
  1016: "number",
  1009: "string",
  1015: "string",
  2951: "string",
  1185: "date",
};
const scalars: Record<number, string> = {
  [builtins.BOOL]: "boolean",
  [builtins.INT2]: "number",
  [builtins.INT4]: "number",
  [builtins.INT8]: "number",
  [builtins.FLOAT4]: "number",
  [builtins.FLOAT8]: "number",
  26: "number",
  [builtins.TIMESTAMPTZ]: "date",
  [builtins.TIMESTAMP]: "date",
  [builtins.JSON]: "json",
  [builtins.JSONB]: "json",
};

/** The JavaScript type of a column: "string", "number", "boolean", "date", "json", or an array such as "string[]". */
export const arrivesAs = ({ type }: Column): string =>
  type in arrays ? `${arrays[type]}[]` : (scalars[type] ?? "string");

/** Whether a zod type accepts a type of `arrivesAs`; "json" is any JSON value. */
export function accepts(schema: z.core.$ZodType, arrives: string): boolean {
  const { def } = schema as z.ZodType;
  const inner = def as unknown as {
    innerType: z.ZodType;
    in: z.ZodType;
    options: z.ZodType[];
    element: z.ZodType;
    values: unknown[];
    entries: Record<string, unknown>;
  };
  switch (def.type) {
    case "unknown":
    case "any":
      return true;
    case "nullable":
    case "optional":
    case "default":
    case "readonly":
      return accepts(inner.innerType, arrives);
    case "pipe":
      return accepts(inner.in, arrives);
    case "union":
      return inner.options.some((option) => accepts(option, arrives));
    case "literal":
      return arrives === "json" || inner.values.some((value) => typeof value === arrives);
    case "enum":
      return arrives === "json" || Object.values(inner.entries).some((value) => typeof value === arrives);
    case "array":
      return arrives === "json" || (arrives.endsWith("[]") && accepts(inner.element, arrives.slice(0, -2)));
    case "object":
    case "record":
    case "tuple":
      return arrives === "json";
    case "date":
      return arrives === "date";
    case "null":
      return true;
    default:
      return arrives === "json" || def.type === arrives;
  }
}
