/** No answer of either API comes near it: a page of 100 credentials is some 50 kB. */
const LARGEST_BYTES = 8 * 1024 * 1024;

/** The body of an answer as text. Rejects with a `RangeError` rather than hold more than 8 MiB. */
export async function readText(response: Response): Promise<string> {
  if (!response.body) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > LARGEST_BYTES) {
      await reader.cancel();
      throw new RangeError(`the answer is longer than ${LARGEST_BYTES} bytes`);
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
