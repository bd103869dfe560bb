import { Lock } from "lucide-react";
import Link from "next/link";
import { requireVisitor } from "#app/visitor.ts";
import { SignOutButton } from "#components/session/sign-out-button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { whoMayInstead } from "#server/audit/may-do.ts";
import type { Action } from "#server/contracts/identity/access.ts";

/** Shown instead of a page without the required role. */
export async function NotForRole({ what, action }: { what: string; action: Action }) {
  const actor = await requireVisitor();
  const { name, role } = actor;
  return (
    <div className="grid content-start gap-3 px-4 py-12 desk:px-6">
      <div className="grid max-w-[560px] gap-2 rounded-panel border border-line bg-surface p-5">
        <h1 className="flex items-center gap-2 text-base font-semibold">
          <Lock size={16} strokeWidth={1.5} aria-hidden="true" />
          {what} {what.endsWith("s") ? "are" : "is"} available to {whoMayInstead(actor, action)}
        </h1>
        <p className="text-pretty text-fg-2">
          You are signed in as {name}, {role}. The overview is still available.
        </p>
        <div className="flex flex-wrap gap-2 pt-2">
          <Link href="/ops" className={buttonClass()}>
            Open overview
          </Link>
          <SignOutButton label="Sign in as another user" />
        </div>
      </div>
    </div>
  );
}
