import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { BlockedBy } from "#components/console/delivery/blocked-by.tsx";

const id = "01a20688-ae35-760b-ac10-06afd6df9bbf";

test("what waits behind a dead letter links to it", () => {
  render(<BlockedBy heldBy={{ id, state: "dead" }} self="another" />);
  const link = screen.getByRole("link", { name: "d6df9bbf (dead letter)" });
  expect(link.getAttribute("href")).toBe(`/ops/dead-letters/${id}`);
});

test("what waits behind the letter that is looked at says so, without a link to itself", () => {
  const { container } = render(<BlockedBy heldBy={{ id, state: "dead" }} self={id} />);
  expect(container.textContent).toContain("waits behind this one");
  expect(container.querySelector("a")).toBeNull();
});
