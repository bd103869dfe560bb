import type { Route } from "next";
import Link from "next/link";

type StepsProps = {
  /** Whether to link to the console. */
  ops: boolean;
  /** Whether the local mail server simulates failures. */
  demo: boolean;
};
type Step = { title: string; text: string; link: { href: Route; label: string } | null };

function steps({ ops, demo }: StepsProps): Step[] {
  return [
    {
      title: "Buy",
      text: "The order and its messages are saved in one transaction. The order is confirmed before any e-mail is sent.",
      link: { href: "/checkout?sample=plain", label: "Place a sample order" },
    },
    {
      title: "Break",
      text: "Use an address that the mail server rejects. The message becomes a dead letter; the order is not affected.",
      link: demo ? { href: "/checkout?sample=bounce", label: "Place an order that bounces" } : null,
    },
    {
      title: "Fix",
      text: "Dead letters are kept with error and attempts. Fix the address, replay the message, and it is delivered once.",
      link: ops ? { href: "/ops/dead-letters", label: "Open dead letters" } : null,
    },
  ];
}

/** Three steps to try the demo. */
export function ThreeSteps(props: StepsProps) {
  return (
    <ol className="mb-10 grid border-y border-line desk:grid-cols-3">
      {steps(props).map((step, index) => (
        <li
          key={step.title}
          className="relative py-4 ps-8 pe-6 not-first:border-t not-first:border-line desk:py-6 desk:not-first:border-t-0 desk:not-first:border-s desk:not-first:ps-12 desk:first:ps-7"
        >
          <span
            aria-hidden="true"
            className="absolute left-0 font-mono text-md font-medium text-fg-3 desk:[li:not(:first-child)>&]:left-5"
          >
            {index + 1}
          </span>
          <h2 className="text-lg">{step.title}</h2>
          <p className="pt-1 pb-1 text-md text-pretty text-fg-2">{step.text}</p>
          {step.link && (
            <Link href={step.link.href} className="link inline-flex min-h-11 items-center text-md">
              {step.link.label}
            </Link>
          )}
        </li>
      ))}
    </ol>
  );
}
