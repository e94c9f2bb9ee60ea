/** Why a template cannot be read or carried out, with the place where it was noticed if that is known. */
export function fault(message: string, at?: number): Error {
  return new Error(at === undefined ? message : `${message} (at character ${at + 1})`);
}
