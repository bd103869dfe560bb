import { headers } from "next/headers";
import { StateMark } from "#components/marks/state-mark.tsx";
import { isLocalConsoleRequest } from "#server/http/local-console.ts";

/** Whether a person at this machine asks. A layout is not run again on every navigation, so every page asks by itself. */
export const isLocal = async (): Promise<boolean> => isLocalConsoleRequest(await headers());

/** What everybody else gets: why, and how to get in. */
export function LocalOnly({ what }: { what: string }) {
  return (
    <div className="mx-auto grid max-w-[640px] gap-3 px-4 py-16 text-store">
      <StateMark name="paused" size={24} />
      <h1 className="text-verdict">{what} answers on this machine only</h1>
      <p className="text-pretty text-fg-2">
        There are no accounts yet, so it trusts nobody who comes over a network. Open it at{" "}
        <code>http://localhost</code> on the machine that runs Redeliver, or through an SSH tunnel to it.
      </p>
      <p className="text-pretty text-fg-2">
        Scripts use the API with <code>Authorization: Bearer</code> and the server’s <code>API_TOKEN</code>.
      </p>
    </div>
  );
}
