import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

// Test files share one page (`isolate: false`): elements of one file would be found by queries of the next.
afterEach(cleanup);
