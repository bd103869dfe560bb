import type { Metadata } from "next";
import Link from "next/link";
import { AccessFrame } from "#components/access/access-frame.tsx";
import { PasswordForm } from "#components/access/password-form.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { isSetUpOpen } from "#server/identity/accounts/sql/lock-set-up.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";

export const metadata: Metadata = { title: { absolute: "Set up · Redeliver" }, robots: { index: false } };

export default async function SetUpPage() {
  const demo = env().DEMO_MODE !== "off";
  if (demo || !(await isSetUpOpen(db()))) {
    return (
      <AccessFrame title="Set-up is closed">
        <p className="text-pretty text-fg-2">
          {demo
            ? "This is a demo. Choose a role on the sign-in page."
            : "The first account already exists. An admin can invite you."}
        </p>
        <Link href="/sign-in" className={buttonClass({ variant: "primary", size: "l" })}>
          Open sign-in page
        </Link>
      </AccessFrame>
    );
  }
  return (
    <AccessFrame title="Create the first account">
      <p className="text-pretty text-fg-2">
        This account is an admin and can invite other users. Open this page with the link from the server’s terminal. It
        works once and expires after a day.
      </p>
      <PasswordForm first />
    </AccessFrame>
  );
}
