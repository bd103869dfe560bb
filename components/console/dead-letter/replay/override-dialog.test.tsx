import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { OverrideDialog } from "#components/console/dead-letter/replay/override-dialog.tsx";
import { MeProvider } from "#components/session/me.tsx";
import type { Role } from "#server/contracts/identity/access.ts";

const sentence = "It may have been delivered: an attempt ended without a reply.";
function show(role: Role, loop = false): string[] {
  const reasons: string[] = [];
  const me = {
    kind: "user" as const,
    id: "1",
    name: "Maya Ito",
    email: null,
    role,
    demo: "off" as const,
    standing: "account" as const,
  };
  const objections = { sentences: [sentence], override: { alreadySent: true as const }, loop };
  render(
    <MeProvider me={me}>
      <OverrideDialog
        open
        objections={objections}
        busy={false}
        onCancel={() => {}}
        onReplay={(reason) => reasons.push(reason)}
      />
    </MeProvider>,
  );
  return reasons;
}
const press = () => fireEvent.click(screen.getByRole("button", { name: /^Replay \(audited\)/ }));

test("shows the objections, and requires a reason", () => {
  const reasons = show("operator");
  expect(screen.getByRole("dialog").textContent).toContain(sentence);
  press();
  expect(screen.getByRole("alert").textContent).toBe("Enter a reason");
  expect(reasons).toEqual([]);
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "  they called " } });
  press();
  expect(reasons).toEqual(["they called"]);
});

test("the next replay of a loop is locked for operators", () => {
  show("operator", true);
  expect(screen.getByRole("button", { name: /^Replay \(audited\)/ }).textContent).toContain("Available to admins.");
});
