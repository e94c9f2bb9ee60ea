// The element's own words, and those that 2.x lacks for what newer servers say about an authenticator app's code.
import { en } from "./en.js";

export const translations = {
  en: {
    ...en,
    flowErrors: {
      ...en.flowErrors,
      otp_code_invalid: "The code provided was not correct.",
      otp_code_already_used: "This code has been used already. Please wait for the next one.",
    },
  },
};
