import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { MessageFilter } from "#components/console/messages/message-filter.tsx";

const choices = { handlers: [], types: [], mayReveal: true };

test("what was typed and means nothing is said to have filtered nothing, and stays in its field", () => {
  render(<MessageFilter filter={{}} unread="4390650" choices={choices} />);
  expect(screen.getByRole("status").textContent).toContain(
    "“4390650” was not looked for: it is neither an order’s number of eight characters nor a whole id nor a whole e-mail address.",
  );
  expect(screen.getByLabelText<HTMLInputElement>("Find").value).toBe("4390650");
});

test("an address that a role may not look for is said to be left out", () => {
  render(<MessageFilter filter={{}} unread="ada@example.com" choices={{ ...choices, mayReveal: false }} />);
  expect(screen.getByRole("status").textContent).toContain("addresses are for whoever may reveal them");
});

test("what was understood needs no word", () => {
  render(<MessageFilter filter={{ address: "ada@example.com" }} unread={null} choices={choices} />);
  expect(screen.queryByRole("status")).toBeNull();
});
