/** What is wrong with the name of a cookie (RFC 6265 allows a token). Empty passes: it means the default. */
export function cookieNameFault(text: string): string | undefined {
  return /^[\w!#$%&'*+.^`|~-]*$/.test(text)
    ? undefined
    : `"${text}" cannot name a cookie; use letters, digits, - and _ only`;
}
