import type { Words } from "./words.ts";

/** Brazilian Portuguese. */
export const ptBr: Words = {
  language: "pt-BR",
  codes: {
    login: {
      subject: (code, service) => `${code} é o seu código de acesso a ${service}`,
      intro: (service) => `Digite este código para entrar em ${service}:`,
    },
    email_verification: {
      subject: (code, service) => `${code} é o seu código de confirmação para ${service}`,
      intro: (service) => `Digite este código para confirmar o seu endereço de e-mail em ${service}:`,
    },
    recovery: {
      subject: (code, service) => `${code} é o seu código para redefinir a senha de ${service}`,
      intro: (service) => `Digite este código para definir uma nova senha em ${service}:`,
    },
  },
  validity: (minutes) =>
    `O código é válido por ${minutes === 1 ? "1 minuto" : `${minutes} minutos`}. ` +
    "Se você não o solicitou, pode ignorar este e-mail.",
  attempts: {
    email_login_attempted: {
      subject: (service) => `Tentativa de acesso a ${service}`,
      text: (service) => [
        `Alguém tentou entrar em ${service} com este endereço de e-mail, mas não há nenhuma conta associada a ele.`,
        "Se foi você, tente outro endereço ou crie uma conta. Caso contrário, pode ignorar este e-mail.",
      ],
    },
    email_registration_attempted: {
      subject: (service) => `Você já tem uma conta em ${service}`,
      text: (service) => [
        `Alguém tentou criar uma conta em ${service} com este endereço de e-mail, mas já existe uma.`,
        "Se foi você, basta entrar na conta existente. Caso contrário, pode ignorar este e-mail: nada mudou.",
      ],
    },
  },
  changes: {
    password_update: {
      subject: (service) => `Sua senha de ${service} foi alterada`,
      text: (service) => `A senha da sua conta em ${service} foi alterada.`,
    },
    primary_email_update: {
      subject: (service) => `Seu endereço de e-mail principal em ${service} foi alterado`,
      text: (service, { newAddress, oldAddress }) =>
        `O endereço de e-mail principal da sua conta em ${service} foi alterado de ${oldAddress} para ${newAddress}.`,
    },
    email_create: {
      subject: (service) => `Um endereço de e-mail foi adicionado à sua conta em ${service}`,
      text: (service, { newAddress }) => `O endereço de e-mail ${newAddress} foi adicionado à sua conta em ${service}.`,
    },
    email_delete: {
      subject: (service) => `Um endereço de e-mail foi removido da sua conta em ${service}`,
      text: (service, { deletedAddress }) =>
        `O endereço de e-mail ${deletedAddress} foi removido da sua conta em ${service}.`,
    },
    passkey_create: {
      subject: (service) => `Uma chave de acesso foi adicionada à sua conta em ${service}`,
      text: (service) =>
        `Uma nova chave de acesso foi adicionada à sua conta em ${service}. Ela pode ser usada para entrar.`,
    },
    mfa_create: {
      subject: (service) => `Um segundo fator foi adicionado à sua conta em ${service}`,
      text: (service) => `Um novo segundo fator de autenticação foi adicionado à sua conta em ${service}.`,
    },
    mfa_delete: {
      subject: (service) => `Um segundo fator foi removido da sua conta em ${service}`,
      text: (service) => `Um segundo fator de autenticação foi removido da sua conta em ${service}.`,
    },
  },
  alarm: (service) =>
    `Se não foi você, entre na sua conta, verifique-a imediatamente e avise os responsáveis por ${service}.`,
};
