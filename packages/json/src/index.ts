export { adminEmailJson, adminUserJson } from "./admin-user.ts";
export { auditEntryJson } from "./audit-entry.ts";
export { credentialJson } from "./credential.ts";
export { listOf, objectOf, textOf } from "./present.ts";
export { adminSessionJson } from "./session.ts";
export { rfc3339 } from "./time.ts";
export { usernameJson } from "./username.ts";
