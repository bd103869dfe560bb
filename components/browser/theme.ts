export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** The theme of a cookie's value; whatever is unknown lets the system decide. */
export function readTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}
