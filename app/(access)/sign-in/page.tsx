import type { Metadata } from "next";
import { safeNext } from "#app/safe-next.ts";
import { AccessFrame } from "#components/access/access-frame.tsx";
import { SignInForm } from "#components/access/sign-in-form.tsx";
import { demoRoles } from "#server/contracts/identity/access.ts";
import { env } from "#server/platform/env/env.ts";

export const metadata: Metadata = { title: { absolute: "Sign in · Redeliver" }, robots: { index: false } };

type Props = { searchParams: Promise<{ next?: string | string[]; email?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const { next, email } = await searchParams;
  return (
    <AccessFrame title="Sign in to the console">
      <SignInForm
        next={safeNext(next)}
        email={typeof email === "string" ? email.slice(0, 254) : ""}
        offered={demoRoles(env().DEMO_MODE)}
      />
    </AccessFrame>
  );
}
