"use client";
import { type ColumnDef, createColumnHelper, metaHelper, tableFeatures, useTable } from "@tanstack/react-table";
import type { ReactNode } from "react";

/** Class names and role of a column. */
type ColumnMeta = {
  /** Of its header and its cells. */
  both?: string;
  head?: string;
  cell?: string;
  /** Of the `col` element, for tables with a fixed layout. */
  col?: string;
  /** Whether its cells name their rows. */
  isRowHeader?: boolean;
};

const features = tableFeatures({ columnMeta: metaHelper<ColumnMeta>() });

export type DataColumn<Item extends object> = ColumnDef<typeof features, Item>;

/** Declares the columns of a table with rows of `Item`. */
export function dataColumns<Item extends object>() {
  const helper = createColumnHelper<typeof features, Item>();
  return (id: string, header: string | (() => ReactNode), cell: (item: Item) => ReactNode, look: ColumnMeta) =>
    helper.display({ id, header, cell: ({ row }) => cell(row.original), meta: look });
}

/** Class names of a row whose link covers it, with a frame while the link has the keyboard focus. */
export const linkRow = (link: "cause" | "letter"): string => `${rowFrame} ${focusedRow[link]}`;

const rowFrame = "relative border-t border-line -outline-offset-2 outline-ring hover:bg-hover";
const focusedRow = {
  cause: "has-[a[data-cause]:focus-visible]:bg-hover has-[a[data-cause]:focus-visible]:outline-2",
  letter: "has-[a[data-letter]:focus-visible]:bg-hover has-[a[data-letter]:focus-visible]:outline-2",
};

type DataTableProps<Item extends object> = {
  columns: readonly DataColumn<Item>[];
  items: readonly Item[];
  idOf: (item: Item) => string;
  /** Read by screen readers only. */
  caption?: string;
  className?: string;
  headClassName?: string;
  rowClassName?: string | ((item: Item) => string);
};

/**
 * Table of the console on TanStack Table. Headers and cells are called as functions, not mounted as components, so that
 * columns may be built at every render without losing the focus.
 */
export function DataTable<Item extends object>({ columns, items, idOf, caption, ...look }: DataTableProps<Item>) {
  const { className = "w-full", headClassName, rowClassName = "border-t border-line" } = look;
  const table = useTable({ features, columns, data: items, getRowId: idOf });
  const leaves = table.getAllLeafColumns();
  return (
    <table className={className}>
      {caption && <caption className="sr-only">{caption}</caption>}
      {leaves.some(({ columnDef }) => columnDef.meta?.col !== undefined) && (
        <colgroup>
          {leaves.map(({ id, columnDef }) => (
            <col key={id} className={columnDef.meta?.col} />
          ))}
        </colgroup>
      )}
      <thead className={headClassName}>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map((header) => (
              <th
                key={header.id}
                scope="col"
                className={`pb-1.5 text-xs font-medium whitespace-nowrap text-fg-3 ${classOf(header.column.columnDef.meta, "head")}`}
              >
                {render(header.column.columnDef.header, header.getContext())}
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id} className={typeof rowClassName === "string" ? rowClassName : rowClassName(row.original)}>
            {row.getAllCells().map((cell) => {
              const { cell: template, meta } = cell.column.columnDef;
              const content = render(template, cell.getContext());
              if (!meta?.isRowHeader)
                return (
                  <td key={cell.id} className={classOf(meta, "cell")}>
                    {content}
                  </td>
                );
              return (
                <th key={cell.id} scope="row" className={`text-start font-normal ${classOf(meta, "cell")}`}>
                  {content}
                </th>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const classOf = (meta: ColumnMeta | undefined, of: "head" | "cell"): string =>
  `${meta?.both ?? ""} ${meta?.[of] ?? ""}`;

function render<Context>(template: ReactNode | ((context: Context) => ReactNode), context: Context): ReactNode {
  return typeof template === "function" ? template(context) : template;
}
