import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { MessageFilter } from "#components/messages/message-filter.tsx";

afterEach(cleanup);

const choices = { handlers: [], types: [], mayReveal: true };

test("what was typed and means nothing is said to have filtered nothing, and stays in its field", () => {
  render(<MessageFilter filter={{}} unread="4390650a" choices={choices} />);
  expect(screen.getByRole("status").textContent).toBe(
    "“4390650a” is neither a whole id nor an e-mail address: it was not looked for.",
  );
  expect(screen.getByLabelText<HTMLInputElement>("Find").value).toBe("4390650a");
});

test("an address that a role may not look for is said to be left out", () => {
  render(<MessageFilter filter={{}} unread="ada@example.com" choices={{ ...choices, mayReveal: false }} />);
  expect(screen.getByRole("status").textContent).toContain("addresses are for whoever may reveal them");
});

test("what was understood needs no word", () => {
  render(<MessageFilter filter={{ address: "ada@example.com" }} unread={null} choices={choices} />);
  expect(screen.queryByRole("status")).toBeNull();
});
