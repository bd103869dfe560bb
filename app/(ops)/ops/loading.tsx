import { Skeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return <Skeleton rows={6} label="Loading the console" />;
}
