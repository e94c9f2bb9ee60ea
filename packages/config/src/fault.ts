/** One thing that is wrong with the configuration. */
export interface Fault {
  /** The key, or empty where the file as a whole is meant. */
  readonly path: string;
  /** What is wrong and what to do. */
  readonly message: string;
  /** Where the value came from, if not from the file: an environment variable or an older key. */
  readonly source?: string;
}

/** Every fault of a configuration at once, with a message fit for a terminal. */
export interface ConfigError extends Error {
  readonly name: "ConfigError";
  readonly faults: readonly Fault[];
}

/** The error that carries these faults. What is worth knowing besides may be their cause: a misspelt key. */
export function configError(faults: readonly Fault[], file?: string, besides: readonly Fault[] = []): ConfigError {
  const where = file === undefined ? "" : ` (${file})`;
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  const message = [
    `the configuration${where} has ${count}:`,
    ...faults.map((fault) => `  ${showFault(fault)}`),
    ...besides.map((note) => `  ! ${showFault(note)}`),
  ];
  return Object.assign(new Error(message.join("\n")), { name: "ConfigError" as const, faults });
}

/** Tells a configuration that must be corrected from a defect of the program. */
export function isConfigError(error: unknown): error is ConfigError {
  return error instanceof Error && error.name === "ConfigError" && "faults" in error;
}

/** A fault as one line. */
export function showFault({ path, message, source }: Fault): string {
  const key = source === undefined ? path : `${path} (from ${source})`;
  return key === "" ? message : `${key}: ${message}`;
}
