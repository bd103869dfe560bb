import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { BlockedBy } from "#components/console/delivery/blocked-by.tsx";

const id = "01a20688-ae35-760b-ac10-06afd6df9bbf";

test("links to the blocking dead letter", () => {
  render(<BlockedBy heldBy={{ id, state: "dead" }} self="another" />);
  const link = screen.getByRole("link", { name: "d6df9bbf (dead letter)" });
  expect(link.getAttribute("href")).toBe(`/ops/dead-letters/${id}`);
});

test("has no link if the current message is the blocking one", () => {
  const { container } = render(<BlockedBy heldBy={{ id, state: "dead" }} self={id} />);
  expect(container.textContent).toContain("blocked by this message");
  expect(container.querySelector("a")).toBeNull();
});
