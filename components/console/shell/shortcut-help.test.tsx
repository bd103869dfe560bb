import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { keyLabel, type ShortcutName, shortcuts } from "#components/browser/shortcuts.ts";
import { ShortcutHelp } from "#components/console/shell/shortcut-help.tsx";

const open = () => screen.queryByRole("dialog");

test("? shows all shortcuts, with or without shift", async () => {
  render(<ShortcutHelp />);
  fireEvent.keyDown(document.body, { key: "?", shiftKey: true });
  const dialog = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  for (const name of Object.keys(shortcuts) as ShortcutName[]) {
    const term = [...dialog.querySelectorAll("dt")].find((one) => one.textContent === keyLabel(name));
    expect(term?.nextElementSibling?.textContent, name).toBe(shortcuts[name].does);
  }
});

test("the button shows them without a keyboard", async () => {
  render(<ShortcutHelp />);
  fireEvent.click(screen.getByRole("button", { name: "Keyboard shortcuts" }));
  expect(await screen.findByRole("dialog", { name: "Keyboard shortcuts" })).toBeTruthy();
});

test("a typed question mark and other keys do not open them", () => {
  render(
    <>
      <ShortcutHelp />
      <textarea aria-label="Reason" />
    </>,
  );
  fireEvent.keyDown(screen.getByLabelText("Reason"), { key: "?", shiftKey: true });
  fireEvent.keyDown(document.body, { key: "/" });
  fireEvent.keyDown(document.body, { key: "?", ctrlKey: true });
  expect(open()).toBeNull();
});
