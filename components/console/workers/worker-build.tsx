import type { ProcessDto } from "#server/contracts/monitoring/process.ts";

/** Build of a process, marked if it is not the newest. */
export function Build({ item, newest }: { item: ProcessDto; newest: string | null }) {
  const old = newest !== null && item.build !== newest && item.state !== "gone";
  return (
    <>
      <code className={old ? "font-semibold text-fg" : ""}>{item.build}</code>
      {old && <span className="text-xs"> old</span>}
    </>
  );
}
