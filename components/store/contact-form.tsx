"use client";
import type { RefObject } from "react";
import { StateMark } from "#components/marks/state-mark.tsx";
import type { CheckoutFaults } from "#components/store/checkout-faults.ts";
import { type SampleCustomer, sampleCustomers } from "#components/store/sample-customers.ts";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import type { ProblemDto } from "#server/contracts/problem.ts";

type Customer = { name: string; email: string };

type ContactFormProps = {
  customer: Customer;
  onCustomer: (customer: Customer) => void;
  faults: CheckoutFaults;
  problem: ProblemDto | null;
  busy: boolean;
  demo: DemoMode;
  summary: RefObject<HTMLDivElement | null>;
  onSubmit: () => void;
};

/** Contact form. Errors are shown at their fields and in a focused summary. */
export function ContactForm({
  customer,
  onCustomer,
  faults,
  problem,
  busy,
  demo,
  summary,
  onSubmit,
}: ContactFormProps) {
  const fill = ({ name, email }: SampleCustomer) => onCustomer({ name, email });
  const wrong = [
    faults.name && { field: "name", text: `Name ${faults.name}` },
    faults.email && { field: "email", text: `E-mail address ${faults.email}` },
    faults.form && { field: "lines", text: faults.form },
  ].filter((fault) => typeof fault === "object");
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      className="grid max-w-[520px] gap-4"
    >
      {wrong.length > 0 && (
        <div ref={summary} tabIndex={-1} role="alert" className="rounded-panel border border-danger p-4 text-sm">
          <p className="font-semibold">The order was not placed</p>
          <ul>
            {wrong.map(({ field, text }) => (
              <li key={field}>
                <a href={`#${field}`} className="link inline-flex min-h-8 items-center">
                  {text}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      <TextField
        id="name"
        label="Name"
        name="name"
        autoComplete="name"
        value={customer.name}
        error={faults.name}
        onChange={(event) => onCustomer({ ...customer, name: event.target.value })}
      />
      <TextField
        id="email"
        label="E-mail address"
        name="email"
        type="email"
        inputMode="email"
        autoComplete="email"
        spellCheck={false}
        autoCapitalize="none"
        value={customer.email}
        error={faults.email}
        hint={`The confirmation is sent here.${demo === "local" ? " E-mails stay on this machine, in the local mail server." : ""}`}
        onChange={(event) => onCustomer({ ...customer, email: event.target.value })}
      />
      {demo !== "off" ? (
        <SampleRecipients email={customer.email} onPick={fill} />
      ) : (
        <Button className="justify-self-start" onClick={() => sampleCustomers[0] && fill(sampleCustomers[0])}>
          Use sample data
        </Button>
      )}
      {problem && wrong.length === 0 && <OrderNotSent problem={problem} />}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pt-1">
        <Button variant="primary" size="l" type="submit" className="min-h-11 max-desk:w-full" inert={busy}>
          {busy ? "Placing order…" : problem ? "Place order again" : "Place order"}
        </Button>
        <p className="text-sm text-fg-2">A double click places one order.</p>
      </div>
    </form>
  );
}

/** Sample recipients of the demo: the address selects the response of the local mail server. */
function SampleRecipients({ email, onPick }: { email: string; onPick: (sample: SampleCustomer) => void }) {
  const chosen = sampleCustomers.find((sample) => sample.email === email);
  return (
    <fieldset className="rounded-panel border border-line p-4 pt-3">
      <legend className="px-1 text-sm font-medium">Use sample data</legend>
      <p className="pb-2 text-sm text-fg-2">The local mail server simulates failures by recipient address.</p>
      <div className="flex flex-wrap gap-2">
        {sampleCustomers.map((sample) => (
          <button
            key={sample.id}
            type="button"
            aria-pressed={sample.email === email}
            onClick={() => onPick(sample)}
            className="h-8 rounded-control border border-line-input bg-surface px-3 text-sm font-medium hover:bg-hover max-desk:h-11 aria-pressed:border-fg aria-pressed:bg-fg aria-pressed:text-bg"
          >
            {sample.chip}
          </button>
        ))}
      </div>
      <p aria-live="polite" className="min-h-10 pt-3 text-sm text-pretty text-fg-2">
        {chosen?.outcome ?? "Select one to see how its e-mail is handled."}
      </p>
    </fieldset>
  );
}

function OrderNotSent({ problem }: { problem: ProblemDto }) {
  const offline = problem.status === 0;
  return (
    <div role="alert" className="flex gap-2 rounded-panel border border-line-input bg-surface p-4 text-sm">
      <StateMark name={offline ? "retrying" : "alert"} className="mt-0.5" />
      <div>
        <p className="font-semibold">{offline ? "No response" : problem.title}</p>
        <p className="text-fg-2">
          {offline
            ? "You may be offline, or the store is restarting. Your input is kept. Place the order again: a repeated request does not create a second order."
            : problem.detail}
        </p>
      </div>
    </div>
  );
}
