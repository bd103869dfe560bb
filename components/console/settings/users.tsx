"use client";
import * as z from "zod";
import { requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import { InviteForm } from "#components/console/settings/invite-form.tsx";
import { RoleSelect } from "#components/console/settings/role-select.tsx";
import { SettingsHead } from "#components/console/settings/settings-head.tsx";
import { usersQuery } from "#components/console/settings/settings-query.ts";
import { formatCounted } from "#components/format/format-count.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Time } from "#components/ui/time.tsx";
import { type ChangeUserBody, type UserDto, userDto } from "#server/contracts/identity/access.ts";

const done = z.object({ success: z.literal(true) });
const head = "pb-1.5 text-start text-xs font-medium text-fg-3";

/** Users of the console with role, status and admin actions. */
export function Users() {
  const { items, untrustedProxy } = useHydratedQuery(usersQuery()).data;
  return (
    <>
      <SettingsHead title="Users">
        Viewers read, operators replay and discard, admins have full access. A change applies to the user’s next request
        and revokes API tokens above the new role. A higher role requires a new sign-in. Accounts are disabled, not
        deleted, because the audit log refers to them.
      </SettingsHead>
      {untrustedProxy && (
        <section aria-label="Proxy notice" className="flex gap-2 border-t border-line bg-surface px-4 py-3 desk:px-6">
          <StateMark name="alert" className="mt-0.5 text-danger" />
          <p className="max-w-[80ch] text-pretty">
            Requests carry X-Forwarded-For from an address that TRUSTED_PROXIES does not list. All clients look like one
            address.{" "}
            <span className="text-fg-2">
              The last one came from <code>{untrustedProxy.address}</code>, <Time at={untrustedProxy.at} format="day" />
              . If that is your proxy, add it to <code>TRUSTED_PROXIES</code> and restart the web process. Otherwise no
              action is needed: the header is ignored.
            </span>
          </p>
        </section>
      )}
      <InviteForm />
      <table className="mt-4 w-full">
        <thead className="max-desk:sr-only">
          <tr>
            <th scope="col" className={`${head} ps-4 desk:ps-6`}>
              User
            </th>
            <th scope="col" className={`${head} px-2`}>
              Role
            </th>
            <th scope="col" className={`${head} px-2`}>
              Last seen
            </th>
            <th scope="col" className={`${head} ps-2 pe-4 desk:pe-6`}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((user) => (
            <Row key={user.id} user={user} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Row({ user }: { user: UserDto }) {
  const change = useChange(
    (body: ChangeUserBody) => requestJson(userDto, `/api/v1/users/${user.id}`, { method: "PATCH", body }),
    ["users"],
  );
  const reset = useChange(() => requestJson(done, `/api/v1/users/${user.id}/reset`, { method: "POST" }), ["users"]);
  const busy = change.isPending || reset.isPending;
  const { may } = usePermission("users.manage");
  const off = user.status === "disabled";
  return (
    <tr className="border-t border-line align-top max-desk:grid max-desk:gap-2 max-desk:px-4 max-desk:py-3">
      <td className="desk:py-2.5 desk:ps-6">
        <span className={`font-name ${off ? "text-fg-3 line-through" : ""}`}>{user.name}</span>{" "}
        {user.status === "invited" && <Chip tone="retrying">Invited</Chip>}
        {off && <Chip>Disabled</Chip>}
        {user.demo && <Chip tone="outline">Demo</Chip>}
        <span className="block text-xs text-fg-2 wrap-anywhere">{user.email}</span>
        <FormError error={change.error ?? reset.error} />
        <span role="status" className="block text-xs text-fg-2">
          {reset.isSuccess && "An e-mail with a link was sent."}
        </span>
      </td>
      <td className="desk:px-2 desk:py-2">
        <RoleSelect
          id={`role-${user.id}`}
          label={`Role of ${user.name}`}
          short
          value={user.role}
          disabled={!may || user.demo || off || busy}
          onRole={(role) => change.mutate({ role })}
        />
      </td>
      <td className="text-fg-2 desk:px-2 desk:py-2.5">
        {user.lastSeenAt ? <Time at={user.lastSeenAt} format="day" /> : "never"}
        {user.sessions > 0 && <span className="block text-xs">{formatCounted(user.sessions, "session")}</span>}
      </td>
      <td className="desk:py-2 desk:ps-2 desk:pe-6">
        <div className="flex gap-2 *:max-desk:grow desk:justify-end">
          {!user.demo && !off && (
            <ActionButton action="users.manage" inert={busy} onClick={() => reset.mutate()}>
              {user.status === "invited" ? "Resend invitation" : "Send reset link"}
            </ActionButton>
          )}
          <ActionButton
            action="users.manage"
            variant={off ? "default" : "quiet"}
            inert={busy}
            onClick={() => change.mutate({ disabled: !off })}
          >
            {off ? "Enable" : "Disable"}
            <span className="sr-only"> the account of {user.name}</span>
          </ActionButton>
        </div>
      </td>
    </tr>
  );
}
