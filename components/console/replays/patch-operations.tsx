import type { ReplayChangeDto } from "#server/contracts/triage/replay-change.ts";

/** Operations of a JSON Patch, one per line, with masked values. Renders nothing without a patch. */
export function PatchOperations({ patch }: Pick<ReplayChangeDto, "patch">) {
  if (patch === null) return null;
  return (
    <code className="mt-1 block rounded-control border border-line bg-sunken px-2 py-1 wrap-anywhere whitespace-pre-wrap">
      {patch.map((operation) => JSON.stringify(operation)).join("\n")}
    </code>
  );
}
