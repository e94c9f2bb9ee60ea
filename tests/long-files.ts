/**
 * The files that take longest, by how long they take. A fresh clone has measured nothing yet, and the size of a file says
 * little: the random walks are thirty lines.
 */
export const longFiles: readonly string[] = [
  "tests/conformance/conformance.test.ts",
  "tests/e2e/profile.test.ts",
  "tests/e2e/second-factor.test.ts",
  "tests/e2e/classic.test.ts",
  "tests/e2e/sign-in.test.ts",
  "tests/e2e/interop.test.ts",
  "tests/e2e/services.test.ts",
  "tests/e2e/sdk.test.ts",
  "tests/interop/go.test.ts",
  "tests/contract/garbage/routes.test.ts",
  "tests/contract/cases.test.ts",
  "services/flow/src/walks.test.ts",
  "services/flow/src/enumeration.test.ts",
  "services/flow/src/walk-laws.test.ts",
  "packages/cli/src/user.test.ts",
  "packages/cli/src/relying-parties.test.ts",
  "services/notification/src/courier.test.ts",
  "services/flow/src/limits.test.ts",
  "packages/cli/src/main.test.ts",
  "packages/cli/src/users/import.test.ts",
];
