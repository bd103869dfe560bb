import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type RouteTable, routeMethods, routes } from "#server/http/routes.ts";

const root = path.resolve(import.meta.dirname, "../..");
const table: RouteTable = routes;

function routeFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return routeFiles(`${folder}/${entry.name}`);
    return entry.name === "route.ts" ? [`${folder}/${entry.name}`] : [];
  });
}

const fileOf = (route: string) => `app${route}/route.ts`;

describe("the table of routes and Next's route files", () => {
  it("name the same paths", () => {
    expect([...routeFiles("app/api"), ...routeFiles("app/schemas"), ...routeFiles("app/.well-known")].sort()).toEqual(
      Object.keys(table).map(fileOf).sort(),
    );
  });

  it.each(Object.keys(table))("%s: both export the same functions for the same methods", async (route) => {
    expect(existsSync(path.join(root, fileOf(route)))).toBe(true);
    const exported: Record<string, unknown> = await import(path.join(root, fileOf(route)));
    for (const method of routeMethods) expect(exported[method], method).toBe(table[route]?.[method]);
    const others = Object.keys(exported).filter((name) => !(routeMethods as readonly string[]).includes(name));
    expect(others.filter((name) => name !== "dynamic")).toEqual([]);
  });
});
