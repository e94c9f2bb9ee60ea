import type { Words } from "./words.ts";

/** Polish. */
export const pl: Words = {
  language: "pl",
  codes: {
    login: {
      subject: (code, service) => `${code} to Twój kod logowania do serwisu ${service}`,
      intro: (service) => `Wpisz ten kod, aby zalogować się do serwisu ${service}:`,
    },
    email_verification: {
      subject: (code, service) => `${code} to Twój kod potwierdzający w serwisie ${service}`,
      intro: (service) => `Wpisz ten kod, aby potwierdzić swój adres e-mail w serwisie ${service}:`,
    },
    recovery: {
      subject: (code, service) => `${code} to Twój kod do zresetowania hasła w serwisie ${service}`,
      intro: (service) => `Wpisz ten kod, aby ustawić nowe hasło w serwisie ${service}:`,
    },
  },
  validity: (minutes) =>
    `Kod jest ważny przez ${minutesInPolish(minutes)}. ` +
    "Jeśli to nie Ty o niego prosisz, możesz zignorować tę wiadomość.",
  attempts: {
    email_login_attempted: {
      subject: (service) => `Próba logowania w serwisie ${service}`,
      text: (service) => [
        `Ktoś próbował zalogować się do serwisu ${service} przy użyciu tego adresu e-mail, ale nie jest z nim powiązane żadne konto.`,
        "Jeśli to Ty, spróbuj użyć innego adresu lub załóż konto. W przeciwnym razie możesz zignorować tę wiadomość.",
      ],
    },
    email_registration_attempted: {
      subject: (service) => `Masz już konto w serwisie ${service}`,
      text: (service) => [
        `Ktoś próbował założyć konto w serwisie ${service} przy użyciu tego adresu e-mail, ale takie konto już istnieje.`,
        "Jeśli to Ty, po prostu się zaloguj. W przeciwnym razie możesz zignorować tę wiadomość: nic się nie zmieniło.",
      ],
    },
  },
  changes: {
    password_update: {
      subject: (service) => `Twoje hasło w serwisie ${service} zostało zmienione`,
      text: (service) => `Hasło do Twojego konta w serwisie ${service} zostało zmienione.`,
    },
    primary_email_update: {
      subject: (service) => `Twój główny adres e-mail w serwisie ${service} został zmieniony`,
      text: (service, { newAddress, oldAddress }) =>
        `Główny adres e-mail Twojego konta w serwisie ${service} został zmieniony z ${oldAddress} na ${newAddress}.`,
    },
    email_create: {
      subject: (service) => `Do Twojego konta w serwisie ${service} dodano adres e-mail`,
      text: (service, { newAddress }) => `Do Twojego konta w serwisie ${service} dodano adres e-mail ${newAddress}.`,
    },
    email_delete: {
      subject: (service) => `Z Twojego konta w serwisie ${service} usunięto adres e-mail`,
      text: (service, { deletedAddress }) =>
        `Z Twojego konta w serwisie ${service} usunięto adres e-mail ${deletedAddress}.`,
    },
    passkey_create: {
      subject: (service) => `Do Twojego konta w serwisie ${service} dodano klucz dostępu`,
      text: (service) =>
        `Do Twojego konta w serwisie ${service} dodano nowy klucz dostępu. Można go używać do logowania.`,
    },
    mfa_create: {
      subject: (service) => `Do Twojego konta w serwisie ${service} dodano drugi składnik`,
      text: (service) => `Do Twojego konta w serwisie ${service} dodano nowy drugi składnik logowania.`,
    },
    mfa_delete: {
      subject: (service) => `Z Twojego konta w serwisie ${service} usunięto drugi składnik`,
      text: (service) => `Z Twojego konta w serwisie ${service} usunięto drugi składnik logowania.`,
    },
  },
  alarm: (service) =>
    `Jeśli to nie Ty, zaloguj się, od razu sprawdź swoje konto i powiadom administratorów serwisu ${service}.`,
};

const plural = new Intl.PluralRules("pl");

function minutesInPolish(minutes: number): string {
  const form = plural.select(minutes);
  return `${minutes} ${form === "one" ? "minutę" : form === "few" ? "minuty" : "minut"}`;
}
