const SIZE = 200;

/** A QR code as a data URI of a square PNG. The library is loaded when the first one is drawn. */
export async function qrCode(text: string): Promise<string> {
  // A package of the older module format, bundled and loaded late, has its exports under `default` alone.
  const { default: qrcode } = await import("qrcode");
  return qrcode.toDataURL(text, { width: SIZE });
}
