import { crc32, inflateSync } from "node:zlib";
import qrcode from "qrcode";
import { expect, test } from "vitest";
import { qrCode } from "./picture.ts";

/** What a PNG is made of: name and contents of each chunk, where its checksum is right. */
function chunksOf(png: Buffer): [name: string, contents: Buffer][] {
  const chunks: [string, Buffer][] = [];
  for (let at = 8; at < png.length; ) {
    const end = at + 8 + png.readUInt32BE(at);
    if (png.readUInt32BE(end) !== crc32(png.subarray(at + 4, end))) throw new Error("a checksum is wrong");
    chunks.push([png.toString("latin1", at + 4, at + 8), png.subarray(at + 8, end)]);
    at = end + 4;
  }
  return chunks;
}

test.each([
  ["a word", "word"],
  ["an address", "otpauth://totp/Signet:ada@example.com?secret=JBSWY3DPEHPK3PXP"],
  ["a long text", "x".repeat(500)],
])("the picture of %s shows every module of its code, with a white border", async (_name, text) => {
  const uri = await qrCode(text);
  const png = Buffer.from(uri.slice("data:image/png;base64,".length), "base64");
  expect(png.toString("latin1", 0, 8)).toBe("\x89PNG\r\n\x1a\n");
  const chunks = chunksOf(png);
  expect(chunks.map(([name]) => name)).toEqual(["IHDR", "IDAT", "IEND"]);
  expect(chunks[0]?.[1].toString("hex")).toBe("000000c8000000c80100000000");

  const pixels = inflateSync(chunks[1]?.[1] ?? Buffer.alloc(0));
  const { modules } = qrcode.create(text);
  const whole = modules.size + 8;
  const centre = (place: number) => Math.floor(((place + 4.5) * 200) / whole);
  const shown = (row: number, column: number) => {
    const [y, x] = [centre(row), centre(column)];
    return (pixels.readUInt8(y * 26 + 1 + (x >> 3)) >> (7 - (x & 7))) & 1 ? 0 : 1;
  };
  const places = Array.from({ length: whole }, (_, place) => place - 4);
  const isInside = (place: number) => place >= 0 && place < modules.size;
  const read = places.map((row) => places.map((column) => shown(row, column)));
  const meant = places.map((row) =>
    places.map((column) => (isInside(row) && isInside(column) ? modules.get(row, column) : 0)),
  );
  expect(read).toEqual(meant);
});
