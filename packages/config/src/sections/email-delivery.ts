import { z } from "zod";
import { bool, port, text } from "../keys.ts";

/** How mail leaves. */
export const emailDelivery = z.object({
  enabled: bool(true, {
    env: "EMAIL_DELIVERY_ENABLED",
    about: "Sends mail itself; if off, something must react to the `email.send` webhook.",
  }),
  from_address: text("noreply@hanko.io", { env: "EMAIL_DELIVERY_FROM_ADDRESS", about: "The sender's address." }),
  from_name: text("Hanko", { env: "EMAIL_DELIVERY_FROM_NAME", about: "The sender's name." }),
  smtp: z.object({
    host: text("localhost", { env: "EMAIL_DELIVERY_SMTP_HOST", about: "Host of the SMTP server." }),
    port: port("465", {
      env: "EMAIL_DELIVERY_SMTP_PORT",
      about: "Port of the SMTP server; 465 means TLS from the start, any other upgrades when it is offered.",
    }),
    user: text("", { env: "EMAIL_DELIVERY_SMTP_USER", about: "Login at the SMTP server." }),
    password: text("", {
      env: "EMAIL_DELIVERY_SMTP_PASSWORD",
      about: "Password at the SMTP server.",
      secret: true,
    }),
  }),
});

/** A fallback for tenants without delivery settings of their own. */
export const defaultEmailDelivery = z.object({
  enabled: bool(false, {
    env: "DEFAULT_EMAIL_DELIVERY_ENABLED",
    about: "Offers the fallback to tenants without delivery settings.",
  }),
  from_address: text("", { env: "DEFAULT_EMAIL_DELIVERY_FROM_ADDRESS", about: "The fallback sender's address." }),
  from_name: text("", { env: "DEFAULT_EMAIL_DELIVERY_FROM_NAME", about: "The fallback sender's name." }),
  smtp: z.object({
    host: text("", { env: "DEFAULT_EMAIL_DELIVERY_SMTP_HOST", about: "Host of the fallback SMTP server." }),
    port: port("", {
      env: "DEFAULT_EMAIL_DELIVERY_SMTP_PORT",
      about: "Port of the fallback SMTP server.",
    }),
    user: text("", { env: "DEFAULT_EMAIL_DELIVERY_SMTP_USER", about: "Login at the fallback SMTP server." }),
    password: text("", {
      env: "DEFAULT_EMAIL_DELIVERY_SMTP_PASSWORD",
      about: "Password at the fallback SMTP server.",
      secret: true,
    }),
  }),
});
