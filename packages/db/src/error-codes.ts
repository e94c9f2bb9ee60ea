/**
 * What an error is called: its code, its message where that is one, and what the driver called it where Prisma has but one
 * code for all: raw statements, and the commit.
 */
export function codesOf(error: unknown): readonly string[] {
  // Whatever was thrown: each member is looked at before it is used.
  const { code, message, meta } = Object(error) as { code?: unknown; message?: unknown; meta?: WrappedError };
  const { originalCode, kind, state } = meta?.driverAdapterError?.cause ?? {};
  return [code, message, originalCode, kind, state].filter((each) => typeof each === "string");
}

/** Where Prisma keeps the error of the driver. */
interface WrappedError {
  readonly driverAdapterError?: {
    readonly cause?: { readonly originalCode?: unknown; readonly kind?: unknown; readonly state?: unknown };
  };
}
