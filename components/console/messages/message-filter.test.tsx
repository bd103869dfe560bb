import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { MessageFilter } from "#components/console/messages/message-filter.tsx";

const choices = { handlers: [], types: [] };

test("reports ignored search text and keeps it in the field", () => {
  render(<MessageFilter filter={{}} ignored="4390650" choices={choices} mayReveal />);
  expect(screen.getByRole("status").textContent).toContain(
    "“4390650” was ignored: enter a complete ID, the first eight characters of a subject’s ID, or an e-mail address.",
  );
  expect(screen.getByLabelText<HTMLInputElement>("Find").value).toBe("4390650");
});

test("reports an address that the role may not search by", () => {
  render(<MessageFilter filter={{}} ignored="ada@example.com" choices={choices} mayReveal={false} />);
  expect(screen.getByRole("status").textContent).toContain("requires permission to reveal personal data");
});

test("shows no note for valid search text", () => {
  render(<MessageFilter filter={{ address: "ada@example.com" }} ignored={null} choices={choices} mayReveal />);
  expect(screen.queryByRole("status")).toBeNull();
});
