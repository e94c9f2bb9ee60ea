// Loaded into a server before its own code: its clock can be moved by its parent, so that a test sees tomorrow.
let offset = 0;
const realNow = Date.now;

Date.now = () => realNow() + offset;
globalThis.Date = new Proxy(Date, {
  construct: (target, values, newTarget) =>
    Reflect.construct(target, values.length === 0 ? [Date.now()] : values, newTarget),
});

process.on("message", ({ advance }) => {
  offset += advance;
  process.send({ offset });
});
// A server ends when its work ends, whether or not its parent still listens.
process.channel?.unref();
