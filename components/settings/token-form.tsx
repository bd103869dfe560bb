"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton } from "#components/access/action-button.tsx";
import { fieldError, Refusal } from "#components/access/refusal.tsx";
import { requestJson } from "#components/api/request-json.ts";
import { RoleSelect } from "#components/settings/role-select.tsx";
import { TextField } from "#components/ui/field.tsx";
import { apiTokenCreatedDto, type Role } from "#server/contracts/access.ts";

/** Makes a token, and shows it the one time that it can be shown. */
export function TokenForm() {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const create = useMutation({
    mutationFn: () => requestJson(apiTokenCreatedDto, "/api/v1/tokens", { method: "POST", body: { name, role } }),
    onSuccess: () => {
      setName("");
      return client.invalidateQueries({ queryKey: ["tokens"] });
    },
  });
  return (
    <section aria-labelledby="new-token" className="border-t border-line bg-surface px-4 py-4 desk:px-6">
      <h2 id="new-token" className="pb-3 font-semibold">
        Make a token
      </h2>
      <form
        className="grid items-start gap-3 desk:grid-cols-[minmax(0,260px)_minmax(0,260px)_auto] desk:justify-start"
        onSubmit={(event) => {
          event.preventDefault();
          if (!create.isPending) create.mutate();
        }}
      >
        <TextField
          id="token-name"
          label="What it is for"
          autoComplete="off"
          required
          value={name}
          error={fieldError(create.error, "/name")}
          onChange={(event) => setName(event.target.value)}
        />
        <RoleSelect id="token-role" label="Role" value={role} onRole={setRole} />
        <ActionButton
          action="tokens.manage"
          type="submit"
          variant="primary"
          size="l"
          inert={create.isPending}
          className="desk:mt-6"
        >
          Make the token
        </ActionButton>
      </form>
      <Refusal error={create.error} />
      <div role="status">
        {create.isSuccess && (
          <div className="mt-3 grid max-w-[720px] gap-2 rounded-panel border border-line bg-sunken p-3">
            <p>
              <b className="font-semibold">Copy it now.</b>{" "}
              <span className="text-fg-2">Only its hash is kept: nobody can show it again.</span>
            </p>
            <code className="wrap-anywhere">{create.data.token}</code>
          </div>
        )}
      </div>
    </section>
  );
}
