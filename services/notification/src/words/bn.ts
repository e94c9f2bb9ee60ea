import type { Words } from "./words.ts";

/** Bengali. */
export const bn: Words = {
  language: "bn",
  codes: {
    login: {
      subject: (code, service) => `${code} হলো ${service}-এ আপনার সাইন-ইন কোড`,
      intro: (service) => `${service}-এ সাইন ইন করতে এই কোডটি লিখুন:`,
    },
    email_verification: {
      subject: (code, service) => `${code} হলো ${service}-এর জন্য আপনার নিশ্চিতকরণ কোড`,
      intro: (service) => `${service}-এর জন্য আপনার ইমেল ঠিকানা নিশ্চিত করতে এই কোডটি লিখুন:`,
    },
    recovery: {
      subject: (code, service) => `${code} হলো ${service}-এর পাসওয়ার্ড রিসেট করার কোড`,
      intro: (service) => `${service}-এর জন্য নতুন পাসওয়ার্ড সেট করতে এই কোডটি লিখুন:`,
    },
  },
  validity: (minutes) =>
    `কোডটি ${minutes} মিনিট পর্যন্ত কার্যকর থাকবে। আপনি যদি এটি না চেয়ে থাকেন, তাহলে এই ইমেলটি উপেক্ষা করতে পারেন।`,
  attempts: {
    email_login_attempted: {
      subject: (service) => `${service}-এ সাইন ইন করার চেষ্টা`,
      text: (service) => [
        `কেউ এই ইমেল ঠিকানা দিয়ে ${service}-এ সাইন ইন করার চেষ্টা করেছেন, কিন্তু এই ঠিকানায় কোনো অ্যাকাউন্ট নেই।`,
        "এটি যদি আপনি হয়ে থাকেন, তাহলে অন্য ঠিকানা দিয়ে চেষ্টা করুন অথবা একটি অ্যাকাউন্ট তৈরি করুন। অন্যথায় এই ইমেলটি উপেক্ষা করতে পারেন।",
      ],
    },
    email_registration_attempted: {
      subject: (service) => `${service}-এ আপনার আগে থেকেই একটি অ্যাকাউন্ট আছে`,
      text: (service) => [
        `কেউ এই ইমেল ঠিকানা দিয়ে ${service}-এ অ্যাকাউন্ট তৈরি করার চেষ্টা করেছেন, কিন্তু এই ঠিকানায় আগে থেকেই একটি অ্যাকাউন্ট আছে।`,
        "এটি যদি আপনি হয়ে থাকেন, তাহলে সরাসরি সাইন ইন করুন। অন্যথায় এই ইমেলটি উপেক্ষা করতে পারেন: কিছুই বদলায়নি।",
      ],
    },
  },
  changes: {
    password_update: {
      subject: (service) => `${service}-এ আপনার পাসওয়ার্ড পরিবর্তন করা হয়েছে`,
      text: (service) => `${service}-এ আপনার অ্যাকাউন্টের পাসওয়ার্ড পরিবর্তন করা হয়েছে।`,
    },
    primary_email_update: {
      subject: (service) => `${service}-এ আপনার প্রধান ইমেল ঠিকানা পরিবর্তন করা হয়েছে`,
      text: (service, { newAddress, oldAddress }) =>
        `${service}-এ আপনার অ্যাকাউন্টের প্রধান ইমেল ঠিকানা ${oldAddress} থেকে বদলে ${newAddress} করা হয়েছে।`,
    },
    email_create: {
      subject: (service) => `${service}-এ আপনার অ্যাকাউন্টে একটি ইমেল ঠিকানা যোগ করা হয়েছে`,
      text: (service, { newAddress }) => `${service}-এ আপনার অ্যাকাউন্টে ${newAddress} ইমেল ঠিকানাটি যোগ করা হয়েছে।`,
    },
    email_delete: {
      subject: (service) => `${service}-এ আপনার অ্যাকাউন্ট থেকে একটি ইমেল ঠিকানা সরানো হয়েছে`,
      text: (service, { deletedAddress }) => `${service}-এ আপনার অ্যাকাউন্ট থেকে ${deletedAddress} ইমেল ঠিকানাটি সরানো হয়েছে।`,
    },
    passkey_create: {
      subject: (service) => `${service}-এ আপনার অ্যাকাউন্টে একটি পাসকী যোগ করা হয়েছে`,
      text: (service) => `${service}-এ আপনার অ্যাকাউন্টে একটি নতুন পাসকী যোগ করা হয়েছে। এটি দিয়ে সাইন ইন করা যায়।`,
    },
    mfa_create: {
      subject: (service) => `${service}-এ আপনার অ্যাকাউন্টে একটি দ্বিতীয় যাচাইকরণ ধাপ যোগ করা হয়েছে`,
      text: (service) => `${service}-এ আপনার অ্যাকাউন্টে সাইন ইনের জন্য একটি নতুন দ্বিতীয় যাচাইকরণ ধাপ যোগ করা হয়েছে।`,
    },
    mfa_delete: {
      subject: (service) => `${service}-এ আপনার অ্যাকাউন্ট থেকে একটি দ্বিতীয় যাচাইকরণ ধাপ সরানো হয়েছে`,
      text: (service) => `${service}-এ আপনার অ্যাকাউন্ট থেকে সাইন ইনের একটি দ্বিতীয় যাচাইকরণ ধাপ সরানো হয়েছে।`,
    },
  },
  alarm: (service) =>
    `এটি যদি আপনি না করে থাকেন, তাহলে সাইন ইন করে এখনই আপনার অ্যাকাউন্ট পরীক্ষা করুন এবং ${service}-এর পরিচালকদের জানান।`,
};
