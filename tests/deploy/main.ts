import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { containerFaults, objectFaults, overlays } from "./check.ts";
import { render } from "./render.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const given = process.argv.slice(2);
const folders = given.length > 0 ? given : overlays.map((folder) => join(root, folder));

try {
  const faults = given.length > 0 ? [] : [...containerFaults(root)];
  for (const folder of folders) {
    const objects = render(folder);
    const found = objectFaults(objects, root);
    console.log(`${folder}: ${objects.length} objects, ${found.length} faults`);
    faults.push(...found.map((fault) => `${folder}: ${fault}`));
  }
  for (const fault of faults) console.error(`✗ ${fault}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} catch (error) {
  console.error(`check:deploy: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
