import type { Words } from "./words.ts";

/** English. */
export const en: Words = {
  language: "en",
  codes: {
    login: {
      subject: (code, service) => `${code} is your sign-in code for ${service}`,
      intro: (service) => `Enter this code to sign in to ${service}:`,
    },
    email_verification: {
      subject: (code, service) => `${code} is your confirmation code for ${service}`,
      intro: (service) => `Enter this code to confirm your email address for ${service}:`,
    },
    recovery: {
      subject: (code, service) => `${code} is your password reset code for ${service}`,
      intro: (service) => `Enter this code to set a new password for ${service}:`,
    },
  },
  validity: (minutes) =>
    `The code is valid for ${minutes === 1 ? "1 minute" : `${minutes} minutes`}. ` +
    "If you did not ask for it, you can safely ignore this email.",
  attempts: {
    email_login_attempted: {
      subject: (service) => `Sign-in attempt at ${service}`,
      text: (service) => [
        `Someone tried to sign in to ${service} with this email address, but there is no account for it.`,
        "If it was you, try another address or create an account. If it was not, you can ignore this email.",
      ],
    },
    email_registration_attempted: {
      subject: (service) => `You already have an account at ${service}`,
      text: (service) => [
        `Someone tried to create an account at ${service} with this email address, but it already has one.`,
        "If it was you, please sign in instead. If it was not, you can ignore this email: nothing has changed.",
      ],
    },
  },
  changes: {
    password_update: {
      subject: (service) => `Your password for ${service} was changed`,
      text: (service) => `The password of your account at ${service} was changed.`,
    },
    primary_email_update: {
      subject: (service) => `Your primary email address for ${service} was changed`,
      text: (service, { newAddress, oldAddress }) =>
        `The primary email address of your account at ${service} was changed from ${oldAddress} to ${newAddress}.`,
    },
    email_create: {
      subject: (service) => `An email address was added to your account at ${service}`,
      text: (service, { newAddress }) => `The email address ${newAddress} was added to your account at ${service}.`,
    },
    email_delete: {
      subject: (service) => `An email address was removed from your account at ${service}`,
      text: (service, { deletedAddress }) =>
        `The email address ${deletedAddress} was removed from your account at ${service}.`,
    },
    passkey_create: {
      subject: (service) => `A passkey was added to your account at ${service}`,
      text: (service) => `A new passkey was added to your account at ${service}. It can be used to sign in.`,
    },
    mfa_create: {
      subject: (service) => `A second factor was added to your account at ${service}`,
      text: (service) => `A new second factor for signing in was added to your account at ${service}.`,
    },
    mfa_delete: {
      subject: (service) => `A second factor was removed from your account at ${service}`,
      text: (service) => `A second factor for signing in was removed from your account at ${service}.`,
    },
  },
  alarm: (service) =>
    `If this was not you, sign in, check your account at once, and tell the people who run ${service}.`,
};
