"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod";
import { requestJson } from "#components/api/request-json.ts";
import { Keyboard } from "#components/console/settings/keyboard.tsx";
import { SettingsHead } from "#components/console/settings/settings-head.tsx";
import { SignOutButton } from "#components/session/sign-out-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { FormError, fieldError, useRetryAfter } from "#components/ui/form-error.tsx";
import type { MeDto } from "#server/contracts/identity/access.ts";

const done = z.object({ success: z.literal(true) });
const section = "grid max-w-[420px] content-start gap-3 px-4 py-5 desk:px-6";

/** Account settings: profile, password, sessions and keyboard shortcuts. */
export function Account({ me, hasPassword }: { me: MeDto; hasPassword: boolean }) {
  return (
    <>
      <SettingsHead title="Your account">
        Signed in as {me.name}
        {me.email && `, ${me.email}`}, role {me.role}.
      </SettingsHead>
      <div className="grid grow content-start border-t border-line desk:grid-cols-2">
        {hasPassword ? (
          <PasswordChange />
        ) : (
          <section aria-labelledby="password-head" className={section}>
            <h2 id="password-head" className="font-semibold">
              No password
            </h2>
            <p className="text-pretty text-fg-2">Demo users have no password. Their sessions end with the demo.</p>
          </section>
        )}
        <div className="border-line max-desk:border-t desk:border-s">
          <section aria-labelledby="sessions" className={section}>
            <h2 id="sessions" className="font-semibold">
              Sessions
            </h2>
            <p className="text-pretty text-fg-2">
              A session ends after 12 hours without activity, and after 7 days at the latest.
            </p>
            <div className="flex flex-wrap gap-2">
              {me.standing !== "demo" && me.standing !== "public-demo" && (
                <SignOutButton everywhere label="Sign out everywhere" />
              )}
              <SignOutButton label="Sign out" />
            </div>
          </section>
          <Keyboard />
        </div>
      </div>
    </>
  );
}

function PasswordChange() {
  const [currentPassword, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const change = useMutation({
    mutationFn: () => requestJson(done, "/api/v1/password", { method: "POST", body: { currentPassword, password } }),
    onSuccess: () => window.location.assign("/sign-in"),
  });
  const wait = useRetryAfter(change.error);
  return (
    <section aria-labelledby="password-head" className={section}>
      <h2 id="password-head" className="font-semibold">
        Change password
      </h2>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!change.isPending && wait === 0) change.mutate();
        }}
      >
        <TextField
          id="current-password"
          label="Current password"
          type="password"
          autoComplete="current-password"
          required
          value={currentPassword}
          error={fieldError(change.error, "/currentPassword")}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <TextField
          id="new-password"
          label="New password"
          type="password"
          autoComplete="new-password"
          required
          hint="12 characters or more. You must sign in again on all devices."
          value={password}
          error={fieldError(change.error, "/password")}
          onChange={(event) => setPassword(event.target.value)}
        />
        <FormError error={change.error} wait={wait} />
        <Button type="submit" variant="primary" size="l" inert={change.isPending || wait > 0}>
          Change password
        </Button>
      </form>
    </section>
  );
}
