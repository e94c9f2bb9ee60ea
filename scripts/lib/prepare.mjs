// Everything between a fresh clone and a program that runs: packages, generated code, the bundle.
import "./node-version.mjs";

/** Does what is left to do, saying what it does. Fails with one line. */
export async function prepare({ bundle = true } = {}) {
  try {
    // Imported in turn: each may need what the one before made.
    const { install } = await import("./install.mjs");
    await install();
    const { generate } = await import("../generate.mjs");
    await generate();
    if (!bundle) return;
    const { build } = await import("../build.mjs");
    await build();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
