"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { EmailField, PasswordField } from "#components/access/account-fields.tsx";
import { requestJson } from "#components/api/request-json.ts";
import { Button } from "#components/ui/button.tsx";
import { FormError, useRetryAfter } from "#components/ui/form-error.tsx";
import { meDto, type Role } from "#server/contracts/identity/access.ts";

const roleLabels: Record<Role, string> = { viewer: "read", operator: "edit and replay", admin: "full access" };

type SignInFormProps = {
  next: string;
  email: string;
  /** Roles that the demo offers without a password. */
  offered: readonly Role[];
};

/** Full page load: no page of the previous session may come from the router cache. */
const goTo = (next: string) => window.location.assign(next);

export function SignInForm({ next, offered, email: known }: SignInFormProps) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => requestJson(meDto, "/api/v1/session", { method: "POST", body: { email, password } }),
    onSuccess: () => goTo(next),
  });
  const continueAs = useMutation({
    mutationFn: (role: Role) => requestJson(meDto, "/api/v1/session/demo", { method: "POST", body: { role } }),
    onSuccess: () => goTo(next),
  });
  const wait = useRetryAfter(signIn.error);
  const busy = signIn.isPending || signIn.isSuccess || continueAs.isPending || continueAs.isSuccess;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && wait === 0) signIn.mutate();
  };
  return (
    <>
      <form method="post" className="grid gap-4" onSubmit={submit}>
        <EmailField value={email} error={signIn.error} onValue={setEmail} />
        <PasswordField value={password} error={signIn.error} onValue={setPassword} />
        <FormError error={signIn.error} wait={wait} />
        <Button type="submit" variant="primary" size="l" inert={busy || wait > 0}>
          {wait > 0 ? `Sign in (wait ${wait} s)` : signIn.isPending ? "Signing in…" : "Sign in"}
        </Button>
      </form>
      {offered.length > 0 && (
        <>
          <p className="flex items-center gap-3 text-sm text-fg-2 before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
            or use a demo role
          </p>
          <div className="grid gap-2">
            <FormError error={continueAs.error} />
            {offered.map((role) => (
              <Button
                key={role}
                size="l"
                inert={busy}
                className="justify-between!"
                onClick={() => continueAs.mutate(role)}
              >
                Continue as {role} <span className="text-sm font-normal text-fg-2">{roleLabels[role]}</span>
              </Button>
            ))}
          </div>
        </>
      )}
    </>
  );
}
