import { DiffLine } from "#components/console/payload/payload-diff.tsx";
import { valueAt } from "#server/contracts/json-pointer.ts";
import type { PatchDto } from "#server/contracts/triage/editing.ts";

/** Fields that a patch changes, old value above new value. */
export function PatchDiff({ before, patch }: { before: unknown; patch: PatchDto }) {
  if (patch.length === 0) return null;
  return (
    <dl className="overflow-hidden rounded-control border border-line bg-sunken py-1.5 font-mono text-xs/5.5 wrap-anywhere">
      {patch.map(({ op, path, value }) => (
        <div key={path}>
          <dt className="sr-only">{path}</dt>
          {op !== "add" && <DiffLine kind="old" pointer={path} value={JSON.stringify(valueAt(before, path)) ?? "—"} />}
          {op !== "remove" && <DiffLine kind="new" pointer={path} value={JSON.stringify(value)} />}
        </div>
      ))}
    </dl>
  );
}
