"use client";
import { Lock } from "lucide-react";
import { usePermission } from "#components/session/me.tsx";
import type { Action } from "#server/contracts/identity/access.ts";

/** Explains under a locked action which role it requires. Renders nothing if the user has permission. */
export function PermissionNote({ action, id }: { action: Action; id?: string }) {
  const { may, why } = usePermission(action);
  if (may) return null;
  return (
    <p id={id} className="flex gap-2 pb-3 text-xs text-fg-2">
      <Lock size={14} strokeWidth={1.5} className="mt-px shrink-0" aria-hidden="true" />
      {why}
    </p>
  );
}
