/** Every event that a webhook may ask for. A configured event stands for all that begin with it. */
export const webhookEvents = [
  "user",
  "user.create",
  "user.delete",
  "user.login",
  "user.update",
  "user.update.email",
  "user.update.email.create",
  "user.update.email.delete",
  "user.update.email.primary",
  "user.update.password.update",
  "user.update.username",
  "user.update.username.create",
  "user.update.username.delete",
  "user.update.username.update",
  "email.send",
  "session",
  "session.create",
  "session.create.flow",
  "session.create.admin",
  "session.delete",
  "session.delete.explicit",
  "session.delete.explicit.logout",
  "session.delete.explicit.revoke",
  "session.delete.admin",
  "session.delete.admin.revoke",
  "session.delete.passive",
  "session.delete.passive.expire",
  "session.delete.passive.limit",
] as const;

/** The name of an event that webhooks know. */
export type WebhookEvent = (typeof webhookEvents)[number];
