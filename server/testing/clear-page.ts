import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

// Test files share one page (`isolate: false`): what one file leaves, a query by role finds in the next.
afterEach(cleanup);
