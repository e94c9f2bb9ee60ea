// Everything between a fresh clone and a program that runs: packages, generated code, the bundle.
import "./node-version.mjs";

/** Does what is left to do, saying what it does. Fails with one line. */
export async function prepare({ withProgram = true } = {}) {
  try {
    // Imported in turn: each may need what the one before made.
    const { install } = await import("./install.mjs");
    await install();
    const { generate } = await import("../generate.mjs");
    await generate();
    if (!withProgram) return;
    const { bundle } = await import("./bundle.mjs");
    await bundle();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
