import type { Words } from "./words.ts";

/** German. */
export const de: Words = {
  language: "de",
  codes: {
    login: {
      subject: (code, service) => `${code} ist Ihr Anmeldecode für ${service}`,
      intro: (service) => `Geben Sie diesen Code ein, um sich bei ${service} anzumelden:`,
    },
    email_verification: {
      subject: (code, service) => `${code} ist Ihr Bestätigungscode für ${service}`,
      intro: (service) => `Geben Sie diesen Code ein, um Ihre E-Mail-Adresse für ${service} zu bestätigen:`,
    },
    recovery: {
      subject: (code, service) => `${code} ist Ihr Code zum Zurücksetzen des Passworts für ${service}`,
      intro: (service) => `Geben Sie diesen Code ein, um ein neues Passwort für ${service} festzulegen:`,
    },
  },
  validity: (minutes) =>
    `Der Code ist ${minutes === 1 ? "1 Minute" : `${minutes} Minuten`} lang gültig. ` +
    "Wenn Sie ihn nicht angefordert haben, können Sie diese E-Mail ignorieren.",
  attempts: {
    email_login_attempted: {
      subject: (service) => `Anmeldeversuch bei ${service}`,
      text: (service) => [
        `Jemand hat versucht, sich mit dieser E-Mail-Adresse bei ${service} anzumelden, aber es gibt dafür kein Konto.`,
        "Wenn Sie das waren, versuchen Sie es mit einer anderen Adresse oder legen Sie ein Konto an. Andernfalls können Sie diese E-Mail ignorieren.",
      ],
    },
    email_registration_attempted: {
      subject: (service) => `Sie haben bereits ein Konto bei ${service}`,
      text: (service) => [
        `Jemand hat versucht, mit dieser E-Mail-Adresse ein Konto bei ${service} anzulegen, aber es gibt schon eines.`,
        "Wenn Sie das waren, melden Sie sich bitte einfach an. Andernfalls können Sie diese E-Mail ignorieren: Es hat sich nichts geändert.",
      ],
    },
  },
  changes: {
    password_update: {
      subject: (service) => `Ihr Passwort für ${service} wurde geändert`,
      text: (service) => `Das Passwort Ihres Kontos bei ${service} wurde geändert.`,
    },
    primary_email_update: {
      subject: (service) => `Ihre primäre E-Mail-Adresse für ${service} wurde geändert`,
      text: (service, { newAddress, oldAddress }) =>
        `Die primäre E-Mail-Adresse Ihres Kontos bei ${service} wurde von ${oldAddress} in ${newAddress} geändert.`,
    },
    email_create: {
      subject: (service) => `Ihrem Konto bei ${service} wurde eine E-Mail-Adresse hinzugefügt`,
      text: (service, { newAddress }) =>
        `Ihrem Konto bei ${service} wurde die E-Mail-Adresse ${newAddress} hinzugefügt.`,
    },
    email_delete: {
      subject: (service) => `Aus Ihrem Konto bei ${service} wurde eine E-Mail-Adresse entfernt`,
      text: (service, { deletedAddress }) =>
        `Die E-Mail-Adresse ${deletedAddress} wurde aus Ihrem Konto bei ${service} entfernt.`,
    },
    passkey_create: {
      subject: (service) => `Ihrem Konto bei ${service} wurde ein Passkey hinzugefügt`,
      text: (service) =>
        `Ihrem Konto bei ${service} wurde ein neuer Passkey hinzugefügt. Er kann zum Anmelden verwendet werden.`,
    },
    mfa_create: {
      subject: (service) => `Ihrem Konto bei ${service} wurde ein zweiter Faktor hinzugefügt`,
      text: (service) => `Ihrem Konto bei ${service} wurde ein neuer zweiter Faktor für die Anmeldung hinzugefügt.`,
    },
    mfa_delete: {
      subject: (service) => `Aus Ihrem Konto bei ${service} wurde ein zweiter Faktor entfernt`,
      text: (service) => `Ein zweiter Faktor für die Anmeldung wurde aus Ihrem Konto bei ${service} entfernt.`,
    },
  },
  alarm: (service) =>
    `Wenn Sie das nicht waren, melden Sie sich an, prüfen Sie umgehend Ihr Konto und wenden Sie sich an die Betreiber von ${service}.`,
};
