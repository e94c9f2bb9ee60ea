/** What a promise gives, or the refusal to wait for it longer than that. What was begun goes on. */
export function within<T>(ms: number, promise: Promise<T>, refusal: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(refusal)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
