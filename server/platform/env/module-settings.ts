import type * as z from "zod";

export type ProcessName = "web" | "worker" | "sink" | "migrate";

export type SettingDoc<Group extends string = string> = {
  /** The heading that it stands under. */
  group: Group;
  /** The default in words, where the value that the schema fills in does not say it. */
  default?: string;
  /** The valid values in words, where the error message of the schema does not say them briefly. */
  value?: string;
  meaning: string;
};

/** The environment variables that a module declares. server/modules.settings.ts lists them. */
export type ModuleSettings<Shape extends z.ZodRawShape = z.ZodRawShape> = {
  shape: Shape;
  /** For docs/configuration.md. */
  docs: Record<keyof Shape, SettingDoc>;
  /** The readers of settings that not exactly web and worker read. Every credential has a row here. */
  readers: { [Name in keyof Shape]?: readonly ProcessName[] };
  /** Settings that require another one: `[given, required]`. */
  requires: readonly (readonly [keyof Shape & string, keyof Shape & string])[];
};

/** Declares the settings of a module, with the types of their values. */
export const defineSettings = <const Shape extends z.ZodRawShape>(
  settings: ModuleSettings<Shape>,
): ModuleSettings<Shape> => settings;
