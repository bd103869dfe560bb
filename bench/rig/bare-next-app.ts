import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bringPackages } from "#bench/rig/scratch-copy.ts";

/** The least that a POST handler of Next can do with a body: read it, parse it, answer 201. */
const route = `export const dynamic = "force-dynamic";
export async function POST(request) {
  const body = await request.json();
  return Response.json({ success: true, items: body.items.length }, { status: 201 });
}
`;

/** Builds a Next application with this one route in `folder`, with the packages that the product is built with. */
export function buildBareNextApp(folder: string): void {
  mkdirSync(path.join(folder, "app/api/orders"), { recursive: true });
  writeFileSync(path.join(folder, "app/api/orders/route.js"), route);
  writeFileSync(path.join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  writeFileSync(path.join(folder, "package-lock.json"), '{ "lockfileVersion": 3, "packages": {} }\n');
  writeFileSync(path.join(folder, "next.config.js"), "export default { poweredByHeader: false };\n");
  bringPackages(folder);
  const env = { PATH: process.env.PATH, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  const args = ["node_modules/next/dist/bin/next", "build"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`the bare Next application could not be built:\n${stdout}${stderr}`);
}
