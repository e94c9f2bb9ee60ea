import { randomUUID } from "node:crypto";
import { logIn } from "./single-calls.ts";
import type { Deed } from "./visitor.ts";

/** What happens around somebody whom an operator created. Operators' own changes are not logged, but for sessions. */
export const operatorDeeds: readonly Deed[] = [
  {
    name: "is created by an operator",
    async act({ admin, address, notes }) {
      const emails = [{ address, is_primary: true, is_verified: true }];
      const { json } = await admin.request("POST", "/users", { body: { emails } });
      notes.userId = (json as { id: string }).id;
    },
    tells: [],
  },
  {
    name: "signs in with a password without having one",
    act: (by) => logIn(by, "correct horse"),
    tells: [{ type: "password_login_failed", error: "user has no password credential" }],
  },
  {
    name: "is signed in by an operator",
    act: ({ admin, notes }) => admin.request("POST", "/sessions", { body: { user_id: notes.userId } }),
    tells: [{ type: "login_success", details: { api: "admin" } }],
  },
  {
    name: "is changed by an operator",
    act: ({ admin, notes }) =>
      admin.request("PATCH", `/users/${notes.userId}`, { body: { username: `u_${randomUUID().slice(0, 8)}` } }),
    tells: [],
  },
  {
    name: "gets a password from an operator",
    act: ({ admin, notes }) =>
      admin.request("POST", `/users/${notes.userId}/password`, { body: { password: "correct horse" } }),
    tells: [],
  },
  {
    name: "is deleted by an operator",
    act: ({ admin, notes }) => admin.request("DELETE", `/users/${notes.userId}`),
    tells: [],
  },
];
