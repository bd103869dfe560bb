"use client";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useEffect, useState } from "react";
import * as z from "zod";
import { EmailField, PasswordField } from "#components/access/account-fields.tsx";
import { requestJson } from "#components/api/request-json.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { TextField } from "#components/ui/field.tsx";
import { FormError, fieldError } from "#components/ui/form-error.tsx";

const done = z.object({ success: z.literal(true), email: z.string() });

/** Token from the URL fragment. It is sent in the request body only and removed from the address bar. */
function useFragment(): string | null {
  const [token, setToken] = useState<string | null>(null);
  useEffect(() => {
    setToken(window.location.hash.slice(1));
    window.history.replaceState(null, "", window.location.pathname);
  }, []);
  return token;
}

/** Sets a password with a mailed link, or with `first` creates the first account with the link from the terminal. */
export function PasswordForm({ first }: { first: boolean }) {
  const token = useFragment();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [typed, setTyped] = useState("");
  const choose = useMutation({
    mutationFn: () =>
      requestJson(done, first ? "/api/v1/setup" : "/api/v1/password/by-link", {
        method: "POST",
        body: { token: token || typed.trim(), password, ...(first ? { name, email } : {}) },
      }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!choose.isPending) choose.mutate();
  };
  if (choose.isSuccess) {
    const signIn = `/sign-in?email=${encodeURIComponent(choose.data.email)}` as const;
    return (
      <div role="status" className="grid gap-4">
        <p className="text-pretty text-fg-2">
          {first ? "The first account was created. This page is now closed." : "Your password was changed."}
        </p>
        <Link href={signIn} className={buttonClass({ variant: "primary", size: "l" })}>
          Sign in as {choose.data.email}
        </Link>
      </div>
    );
  }
  return (
    <form method="post" className="grid gap-4" onSubmit={submit}>
      {token === "" && (
        <TextField
          id="token"
          label={first ? "Token from the terminal" : "Token from the e-mail"}
          hint="The part of the link after the #."
          mono
          required
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {first && (
        <>
          <TextField
            id="name"
            label="Your name"
            autoComplete="name"
            required
            value={name}
            error={fieldError(choose.error, "/name")}
            onChange={(event) => setName(event.target.value)}
          />
          <EmailField value={email} error={choose.error} onValue={setEmail} />
        </>
      )}
      <PasswordField fresh value={password} error={choose.error} onValue={setPassword} />
      <FormError error={choose.error} />
      <Button type="submit" variant="primary" size="l" inert={choose.isPending || token === null}>
        {first ? "Create the first account" : "Set password"}
      </Button>
    </form>
  );
}
