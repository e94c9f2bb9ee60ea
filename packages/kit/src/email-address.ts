/** The contract's idea of an e-mail address (flow-api.md section 4, rule 6). Only a mail that arrives can prove one. */
export function isEmailAddress(text: string): boolean {
  return /^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$/.test(text);
}
