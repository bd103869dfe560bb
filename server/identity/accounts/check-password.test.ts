import { expect, it } from "vitest";
import { checkPassword } from "#server/identity/accounts/check-password.ts";

const person = { email: "ada.lovelace@example.com", name: "Ada Lovelace" };

it.each([
  "password1234",
  "Passw0rd2026!",
  "qwertyuiopas",
  "123456789012",
  "aaaaaaaaaaaa",
  "abababababab",
  "Lovelace2026",
  "redeliver-2026",
  "1qaz2wsx3edc",
  "Leavemealone",
  "sunshine-2026!",
  "footballfootball",
])("refuses %s", async (password) => {
  await expect(checkPassword(password, person)).rejects.toThrow(/not acceptable/);
});

it.each(["correct horse battery", "x7!kPw2#mQ9z", "ein Satz mit Leerzeichen", "пароль-из-слов"])(
  "takes %s",
  async (password) => {
    await expect(checkPassword(password, person)).resolves.toBeUndefined();
  },
);
