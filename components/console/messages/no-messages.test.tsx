import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { NoMessages } from "#components/console/messages/no-messages.tsx";

const linkOf = (props: Parameters<typeof NoMessages>[0]) => {
  const { unmount } = render(<NoMessages {...props} />);
  const link = screen.getByRole("link");
  const shown = [link.textContent, link.getAttribute("href"), document.body.textContent] as const;
  unmount();
  return shown;
};

test("without messages the empty state offers a sample order", () => {
  const [label, href, text] = linkOf({ filter: {}, first: true, complete: true });
  expect([label, href]).toEqual(["Place a sample order", expect.stringMatching(/^\/checkout/)]);
  expect(text).toContain("No messages yet");
});

test("with filters the empty state links to all messages", () => {
  for (const props of [
    { filter: { state: "retrying" as const }, first: true, complete: true },
    { filter: { handler: "order-notifications" }, first: true, complete: false },
    { filter: {}, first: false, complete: true },
  ])
    expect(linkOf(props).slice(0, 2)).toEqual(["Show all messages", "/ops/messages"]);
});
