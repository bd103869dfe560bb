import { initialsOf } from "#components/session/initials-of.ts";
import { SignOutButton } from "#components/session/sign-out-button.tsx";
import type { MeDto } from "#server/contracts/identity/access.ts";

/** Signed-in user at the foot of the sidebar. */
export function SignedInUser({ me }: { me: MeDto }) {
  return (
    <div className="flex items-center gap-2.5">
      <span
        aria-hidden="true"
        className="grid size-6 shrink-0 place-items-center rounded-full bg-accent text-2xs font-semibold text-accent-fg"
      >
        {initialsOf(me.name)}
      </span>
      <span className="grid min-w-0 grow leading-4">
        <span className="truncate text-fg">{me.name}</span>
        <span>{me.role}</span>
      </span>
      <SignOutButton size="s" className="-me-2" />
    </div>
  );
}
