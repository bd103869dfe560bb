import { log } from "#server/platform/telemetry/log.ts";

// Tests assert on results. A test that asserts on a log line raises the level for itself.
log.level = "silent";
