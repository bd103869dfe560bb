"use client";
import { useState } from "react";
import { requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import { RoleSelect } from "#components/console/settings/role-select.tsx";
import { ScopeFields } from "#components/console/settings/scope-fields.tsx";
import { SelectField } from "#components/console/settings/select-field.tsx";
import { daysOf, expiryOptions } from "#components/console/settings/token-life.ts";
import { TokenSecret } from "#components/console/settings/token-secret.tsx";
import { Section } from "#components/console/shell/section.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { FormError, fieldError } from "#components/ui/form-error.tsx";
import { can, type Role, type Scope } from "#server/contracts/identity/access.ts";
import { apiTokenCreatedDto, defaultTokenDays } from "#server/contracts/identity/api-token.ts";

/** Creates a token and shows its secret once. */
export function TokenForm() {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const [expiry, setExpiry] = useState(String(defaultTokenDays));
  const [scopes, setScopes] = useState<readonly Scope[] | null>(null);
  const create = useChange(
    () => {
      const body = { name, role, expiresInDays: daysOf(expiry), ...(scopes ? { scopes } : {}) };
      return requestJson(apiTokenCreatedDto, "/api/v1/tokens", { method: "POST", body });
    },
    ["tokens"],
    {
      onSuccess: () => {
        setName("");
        setScopes(null);
      },
    },
  );
  return (
    <Section title="New token" className="border-t border-line bg-surface px-4 py-4 desk:px-6">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!create.isPending) create.mutate();
        }}
      >
        <div className="grid items-start gap-3 desk:grid-cols-[repeat(3,minmax(0,250px))_auto] desk:justify-start">
          <TextField
            id="token-name"
            label="Name"
            autoComplete="off"
            required
            value={name}
            error={fieldError(create.error, "/name")}
            onChange={(event) => setName(event.target.value)}
          />
          <RoleSelect
            id="token-role"
            label="Role"
            value={role}
            onRole={(next) => {
              setRole(next);
              setScopes(scopes?.filter((scope) => can(next, scope)) ?? null);
            }}
          />
          <SelectField id="token-expiry" label="Expires" value={expiry} options={expiryOptions} onValue={setExpiry} />
          <ActionButton
            action="tokens.manage"
            type="submit"
            variant="primary"
            size="l"
            inert={create.isPending}
            className="desk:mt-6"
          >
            Create token
          </ActionButton>
        </div>
        <ScopeFields role={role} scopes={scopes} error={fieldError(create.error, "/scopes")} onScopes={setScopes} />
      </form>
      <FormError error={create.error} />
      <div role="status">{create.isSuccess && <TokenSecret secret={create.data.token} />}</div>
    </Section>
  );
}
