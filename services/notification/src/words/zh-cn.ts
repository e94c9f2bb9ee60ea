import type { Words } from "./words.ts";

/** Chinese in simplified characters. */
export const zhCn: Words = {
  language: "zh-CN",
  codes: {
    login: {
      subject: (code, service) => `${code} 是您登录 ${service} 的验证码`,
      intro: (service) => `请输入以下验证码登录 ${service}：`,
    },
    email_verification: {
      subject: (code, service) => `${code} 是您在 ${service} 的邮箱验证码`,
      intro: (service) => `请输入以下验证码，以便在 ${service} 确认您的电子邮箱地址：`,
    },
    recovery: {
      subject: (code, service) => `${code} 是您重置 ${service} 密码的验证码`,
      intro: (service) => `请输入以下验证码，为 ${service} 设置新密码：`,
    },
  },
  validity: (minutes) => `验证码在 ${minutes} 分钟内有效。如果这不是您本人的请求，请忽略此邮件。`,
  attempts: {
    email_login_attempted: {
      subject: (service) => `有人尝试登录 ${service}`,
      text: (service) => [
        `有人尝试使用此电子邮箱地址登录 ${service}，但该地址没有对应的账户。`,
        "如果是您本人，请尝试使用其他地址或创建一个账户。否则，请忽略此邮件。",
      ],
    },
    email_registration_attempted: {
      subject: (service) => `您已经拥有 ${service} 账户`,
      text: (service) => [
        `有人尝试使用此电子邮箱地址注册 ${service}，但该地址已有账户。`,
        "如果是您本人，请直接登录。否则，请忽略此邮件，您的账户没有任何变化。",
      ],
    },
  },
  changes: {
    password_update: {
      subject: (service) => `您的 ${service} 密码已更改`,
      text: (service) => `您的 ${service} 账户密码已更改。`,
    },
    primary_email_update: {
      subject: (service) => `您的 ${service} 主电子邮箱地址已更改`,
      text: (service, { newAddress, oldAddress }) =>
        `您的 ${service} 账户的主电子邮箱地址已由 ${oldAddress} 更改为 ${newAddress}。`,
    },
    email_create: {
      subject: (service) => `您的 ${service} 账户已添加一个电子邮箱地址`,
      text: (service, { newAddress }) => `您的 ${service} 账户已添加电子邮箱地址 ${newAddress}。`,
    },
    email_delete: {
      subject: (service) => `您的 ${service} 账户已移除一个电子邮箱地址`,
      text: (service, { deletedAddress }) => `您的 ${service} 账户已移除电子邮箱地址 ${deletedAddress}。`,
    },
    passkey_create: {
      subject: (service) => `您的 ${service} 账户已添加通行密钥`,
      text: (service) => `您的 ${service} 账户已添加一个新的通行密钥，可用于登录。`,
    },
    mfa_create: {
      subject: (service) => `您的 ${service} 账户已添加第二重验证方式`,
      text: (service) => `您的 ${service} 账户已添加一种新的第二重登录验证方式。`,
    },
    mfa_delete: {
      subject: (service) => `您的 ${service} 账户已移除第二重验证方式`,
      text: (service) => `您的 ${service} 账户已移除一种第二重登录验证方式。`,
    },
  },
  alarm: (service) => `如果这不是您本人的操作，请立即登录并检查您的账户，同时通知 ${service} 的运营方。`,
};
