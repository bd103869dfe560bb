import { registerMessages } from "#server/delivery/messages/registry.ts";
import { identityMessages } from "#server/identity/messages/index.ts";
import { shopMessages } from "#server/shop/messages/index.ts";

// The messages of the modules without their handlers: fit for the browser, where no server code may be loaded.
registerMessages([shopMessages, identityMessages]);

export { definitionNamed, readSubject } from "#server/delivery/messages/read-subject.ts";
export { messageOfType, samplePages, sentPageOf } from "#server/delivery/messages/registry.ts";
