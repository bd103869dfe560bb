"use client";
import { useState } from "react";
import { requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import { RoleSelect } from "#components/console/settings/role-select.tsx";
import { Section } from "#components/console/shell/section.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { FormError, fieldError } from "#components/ui/form-error.tsx";
import { type Role, userDto } from "#server/contracts/identity/access.ts";

/** Invites a user. The invitation is sent through the outbox, so failures appear in the console. */
export function InviteForm() {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const invite = useChange(
    () => requestJson(userDto, "/api/v1/users", { method: "POST", body: { name, email, role } }),
    ["users"],
    {
      onSuccess: () => {
        setName("");
        setEmail("");
      },
    },
  );
  return (
    <Section title="Invite user" className="border-t border-line bg-surface px-4 py-4 desk:px-6">
      <form
        className="grid items-start gap-3 desk:grid-cols-[minmax(0,200px)_minmax(0,260px)_minmax(0,260px)_auto] desk:justify-start"
        onSubmit={(event) => {
          event.preventDefault();
          if (!invite.isPending) invite.mutate();
        }}
      >
        <TextField
          id="invite-name"
          label="Name"
          autoComplete="off"
          required
          value={name}
          error={fieldError(invite.error, "/name")}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          id="invite-email"
          label="E-mail"
          type="email"
          autoComplete="off"
          required
          value={email}
          error={fieldError(invite.error, "/email")}
          onChange={(event) => setEmail(event.target.value)}
        />
        <RoleSelect id="invite-role" label="Role" value={role} onRole={setRole} />
        <ActionButton
          action="users.manage"
          type="submit"
          variant="primary"
          size="l"
          inert={invite.isPending}
          className="desk:mt-6"
        >
          {invite.isPending ? "Inviting…" : "Send invitation"}
        </ActionButton>
      </form>
      <div className="pt-2">
        <FormError error={invite.error} />
        <p role="status" className="text-fg-2">
          {invite.isSuccess &&
            `${invite.data.name} was invited. The link was sent to ${invite.data.email} and expires in 7 days.`}
        </p>
      </div>
    </Section>
  );
}
