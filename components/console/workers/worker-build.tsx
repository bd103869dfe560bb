import type { ProcessDto } from "#server/contracts/monitoring/process.ts";

/** One that runs under an older build than the newest is what a deploy forgot. */
export function Build({ item, newest }: { item: ProcessDto; newest: string | null }) {
  const old = newest !== null && item.build !== newest && item.state !== "gone";
  return (
    <>
      <code className={old ? "font-semibold text-fg" : ""}>{item.build}</code>
      {old && <span className="text-xs"> old</span>}
    </>
  );
}
