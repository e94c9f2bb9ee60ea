import type { Words } from "./words.ts";

/** Dutch. */
export const nl: Words = {
  language: "nl",
  codes: {
    login: {
      subject: (code, service) => `${code} is je inlogcode voor ${service}`,
      intro: (service) => `Voer deze code in om in te loggen bij ${service}:`,
    },
    email_verification: {
      subject: (code, service) => `${code} is je bevestigingscode voor ${service}`,
      intro: (service) => `Voer deze code in om je e-mailadres voor ${service} te bevestigen:`,
    },
    recovery: {
      subject: (code, service) => `${code} is je code om het wachtwoord van ${service} opnieuw in te stellen`,
      intro: (service) => `Voer deze code in om een nieuw wachtwoord voor ${service} in te stellen:`,
    },
  },
  validity: (minutes) =>
    `De code is ${minutes === 1 ? "1 minuut" : `${minutes} minuten`} geldig. ` +
    "Heb je hier niet om gevraagd, dan kun je deze e-mail negeren.",
  attempts: {
    email_login_attempted: {
      subject: (service) => `Inlogpoging bij ${service}`,
      text: (service) => [
        `Iemand probeerde met dit e-mailadres in te loggen bij ${service}, maar er hoort geen account bij.`,
        "Was jij dat, probeer dan een ander adres of maak een account aan. Zo niet, dan kun je deze e-mail negeren.",
      ],
    },
    email_registration_attempted: {
      subject: (service) => `Je hebt al een account bij ${service}`,
      text: (service) => [
        `Iemand probeerde met dit e-mailadres een account aan te maken bij ${service}, maar er bestaat er al een.`,
        "Was jij dat, log dan gewoon in. Zo niet, dan kun je deze e-mail negeren: er is niets veranderd.",
      ],
    },
  },
  changes: {
    password_update: {
      subject: (service) => `Je wachtwoord voor ${service} is gewijzigd`,
      text: (service) => `Het wachtwoord van je account bij ${service} is gewijzigd.`,
    },
    primary_email_update: {
      subject: (service) => `Je primaire e-mailadres voor ${service} is gewijzigd`,
      text: (service, { newAddress, oldAddress }) =>
        `Het primaire e-mailadres van je account bij ${service} is gewijzigd van ${oldAddress} in ${newAddress}.`,
    },
    email_create: {
      subject: (service) => `Er is een e-mailadres toegevoegd aan je account bij ${service}`,
      text: (service, { newAddress }) => `Het e-mailadres ${newAddress} is toegevoegd aan je account bij ${service}.`,
    },
    email_delete: {
      subject: (service) => `Er is een e-mailadres verwijderd uit je account bij ${service}`,
      text: (service, { deletedAddress }) =>
        `Het e-mailadres ${deletedAddress} is verwijderd uit je account bij ${service}.`,
    },
    passkey_create: {
      subject: (service) => `Er is een passkey toegevoegd aan je account bij ${service}`,
      text: (service) =>
        `Er is een nieuwe passkey toegevoegd aan je account bij ${service}. Daarmee kan worden ingelogd.`,
    },
    mfa_create: {
      subject: (service) => `Er is een tweede factor toegevoegd aan je account bij ${service}`,
      text: (service) => `Er is een nieuwe tweede factor voor het inloggen toegevoegd aan je account bij ${service}.`,
    },
    mfa_delete: {
      subject: (service) => `Er is een tweede factor verwijderd uit je account bij ${service}`,
      text: (service) => `Er is een tweede factor voor het inloggen verwijderd uit je account bij ${service}.`,
    },
  },
  alarm: (service) =>
    `Was jij dit niet, log dan in, controleer meteen je account en waarschuw de beheerders van ${service}.`,
};
