/** ASCII letters, digits and underscores (flow-api.md section 17.4). */
export function isUsername(text: string): boolean {
  return /^[0-9A-Za-z_]+$/.test(text);
}
