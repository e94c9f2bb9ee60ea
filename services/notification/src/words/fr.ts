import type { Words } from "./words.ts";

/** French. */
export const fr: Words = {
  language: "fr",
  codes: {
    login: {
      subject: (code, service) => `${code} est votre code de connexion à ${service}`,
      intro: (service) => `Saisissez ce code pour vous connecter à ${service} :`,
    },
    email_verification: {
      subject: (code, service) => `${code} est votre code de confirmation pour ${service}`,
      intro: (service) => `Saisissez ce code pour confirmer votre adresse e-mail auprès de ${service} :`,
    },
    recovery: {
      subject: (code, service) => `${code} est votre code de réinitialisation du mot de passe pour ${service}`,
      intro: (service) => `Saisissez ce code pour définir un nouveau mot de passe pour ${service} :`,
    },
  },
  validity: (minutes) =>
    `Ce code est valable ${minutes === 1 ? "1 minute" : `${minutes} minutes`}. ` +
    "Si vous ne l’avez pas demandé, vous pouvez ignorer cet e-mail.",
  attempts: {
    email_login_attempted: {
      subject: (service) => `Tentative de connexion à ${service}`,
      text: (service) => [
        `Quelqu’un a tenté de se connecter à ${service} avec cette adresse e-mail, mais aucun compte ne lui est associé.`,
        "S’il s’agit de vous, essayez une autre adresse ou créez un compte. Sinon, vous pouvez ignorer cet e-mail.",
      ],
    },
    email_registration_attempted: {
      subject: (service) => `Vous avez déjà un compte chez ${service}`,
      text: (service) => [
        `Quelqu’un a tenté de créer un compte chez ${service} avec cette adresse e-mail, mais elle en possède déjà un.`,
        "S’il s’agit de vous, connectez-vous simplement. Sinon, vous pouvez ignorer cet e-mail : rien n’a changé.",
      ],
    },
  },
  changes: {
    password_update: {
      subject: (service) => `Votre mot de passe pour ${service} a été modifié`,
      text: (service) => `Le mot de passe de votre compte chez ${service} a été modifié.`,
    },
    primary_email_update: {
      subject: (service) => `Votre adresse e-mail principale pour ${service} a été modifiée`,
      text: (service, { newAddress, oldAddress }) =>
        `L’adresse e-mail principale de votre compte chez ${service} était ${oldAddress} ; c’est désormais ${newAddress}.`,
    },
    email_create: {
      subject: (service) => `Une adresse e-mail a été ajoutée à votre compte chez ${service}`,
      text: (service, { newAddress }) => `L’adresse e-mail ${newAddress} a été ajoutée à votre compte chez ${service}.`,
    },
    email_delete: {
      subject: (service) => `Une adresse e-mail a été retirée de votre compte chez ${service}`,
      text: (service, { deletedAddress }) =>
        `L’adresse e-mail ${deletedAddress} a été retirée de votre compte chez ${service}.`,
    },
    passkey_create: {
      subject: (service) => `Une clé d’accès a été ajoutée à votre compte chez ${service}`,
      text: (service) =>
        `Une nouvelle clé d’accès a été ajoutée à votre compte chez ${service}. Elle permet de se connecter.`,
    },
    mfa_create: {
      subject: (service) => `Un second facteur a été ajouté à votre compte chez ${service}`,
      text: (service) => `Un nouveau second facteur d’authentification a été ajouté à votre compte chez ${service}.`,
    },
    mfa_delete: {
      subject: (service) => `Un second facteur a été retiré de votre compte chez ${service}`,
      text: (service) => `Un second facteur d’authentification a été retiré de votre compte chez ${service}.`,
    },
  },
  alarm: (service) =>
    `Si vous n’êtes pas à l’origine de ce changement, connectez-vous, vérifiez votre compte sans tarder et prévenez l’équipe de ${service}.`,
};
