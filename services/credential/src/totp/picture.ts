import { crc32, deflateSync } from "node:zlib";

const SIZE = 200;
/** So many white modules around a code tell readers where it begins. */
const QUIET = 4;

/** The modules of a code: `get` is 1 for a dark one. */
interface Modules {
  readonly size: number;
  get(row: number, column: number): number;
}

/** A QR code as a data URI of a square PNG. The library is loaded when the first one is drawn. */
export async function qrCode(text: string): Promise<string> {
  // A package of the older module format, bundled and loaded late, has its exports under `default` alone.
  const { default: qrcode } = await import("qrcode");
  return `data:image/png;base64,${png(qrcode.create(text).modules).toString("base64")}`;
}

/** One bit a pixel: the library's own pictures have 32, and take six times as long. */
function png(modules: Modules): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.writeUInt8(1, 8); // bits a pixel; the zeros that follow mean shades of grey, row after row
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const data = deflateSync(Buffer.concat(rowsOf(modules)));
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

/** Rows of pixels, each behind a byte that says how it is filtered: not at all. A set bit is white. */
function rowsOf(modules: Modules): Buffer[] {
  const isInside = (place: number) => place >= 0 && place < modules.size;
  const isDark = (row: number, column: number) => isInside(row) && isInside(column) && modules.get(row, column) === 1;
  const whole = modules.size + 2 * QUIET;
  const places = Array.from({ length: SIZE }, (_, pixel) => Math.floor((pixel * whole) / SIZE) - QUIET);
  return places.map((row) => {
    const bytes = Buffer.alloc(1 + SIZE / 8);
    for (const [x, column] of places.entries()) {
      const at = 1 + (x >> 3);
      if (!isDark(row, column)) bytes.writeUInt8(bytes.readUInt8(at) | (0x80 >> (x & 7)), at);
    }
    return bytes;
  });
}

/** Length, name, contents, and a checksum of the latter two. */
function chunk(name: string, contents: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), contents]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(contents.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}
