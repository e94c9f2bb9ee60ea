import type { Words } from "./words.ts";

/** Italian. */
export const it: Words = {
  language: "it",
  codes: {
    login: {
      subject: (code, service) => `${code} è il tuo codice di accesso per ${service}`,
      intro: (service) => `Inserisci questo codice per accedere a ${service}:`,
    },
    email_verification: {
      subject: (code, service) => `${code} è il tuo codice di conferma per ${service}`,
      intro: (service) => `Inserisci questo codice per confermare il tuo indirizzo e-mail per ${service}:`,
    },
    recovery: {
      subject: (code, service) => `${code} è il tuo codice per reimpostare la password di ${service}`,
      intro: (service) => `Inserisci questo codice per impostare una nuova password per ${service}:`,
    },
  },
  validity: (minutes) =>
    `Il codice è valido per ${minutes === 1 ? "1 minuto" : `${minutes} minuti`}. ` +
    "Se non l’hai richiesto, puoi ignorare questa e-mail.",
  attempts: {
    email_login_attempted: {
      subject: (service) => `Tentativo di accesso a ${service}`,
      text: (service) => [
        `Qualcuno ha provato ad accedere a ${service} con questo indirizzo e-mail, ma non esiste alcun account associato.`,
        "Se sei stato tu, prova con un altro indirizzo o crea un account. In caso contrario puoi ignorare questa e-mail.",
      ],
    },
    email_registration_attempted: {
      subject: (service) => `Hai già un account su ${service}`,
      text: (service) => [
        `Qualcuno ha provato a creare un account su ${service} con questo indirizzo e-mail, ma ne esiste già uno.`,
        "Se sei stato tu, accedi con l’account esistente. In caso contrario puoi ignorare questa e-mail: non è cambiato nulla.",
      ],
    },
  },
  changes: {
    password_update: {
      subject: (service) => `La tua password per ${service} è stata modificata`,
      text: (service) => `La password del tuo account su ${service} è stata modificata.`,
    },
    primary_email_update: {
      subject: (service) => `Il tuo indirizzo e-mail principale per ${service} è stato modificato`,
      text: (service, { newAddress, oldAddress }) =>
        `L’indirizzo e-mail principale del tuo account su ${service} è cambiato da ${oldAddress} a ${newAddress}.`,
    },
    email_create: {
      subject: (service) => `Un indirizzo e-mail è stato aggiunto al tuo account su ${service}`,
      text: (service, { newAddress }) =>
        `L’indirizzo e-mail ${newAddress} è stato aggiunto al tuo account su ${service}.`,
    },
    email_delete: {
      subject: (service) => `Un indirizzo e-mail è stato rimosso dal tuo account su ${service}`,
      text: (service, { deletedAddress }) =>
        `L’indirizzo e-mail ${deletedAddress} è stato rimosso dal tuo account su ${service}.`,
    },
    passkey_create: {
      subject: (service) => `Una passkey è stata aggiunta al tuo account su ${service}`,
      text: (service) =>
        `Una nuova passkey è stata aggiunta al tuo account su ${service}. Può essere usata per accedere.`,
    },
    mfa_create: {
      subject: (service) => `Un secondo fattore è stato aggiunto al tuo account su ${service}`,
      text: (service) => `Un nuovo secondo fattore di autenticazione è stato aggiunto al tuo account su ${service}.`,
    },
    mfa_delete: {
      subject: (service) => `Un secondo fattore è stato rimosso dal tuo account su ${service}`,
      text: (service) => `Un secondo fattore di autenticazione è stato rimosso dal tuo account su ${service}.`,
    },
  },
  alarm: (service) => `Se non sei stato tu, accedi, controlla subito il tuo account e avvisa chi gestisce ${service}.`,
};
