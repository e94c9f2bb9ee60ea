// A reporter for Vitest that says at the end what was skipped, and why: a skipped test is easily overlooked.

/** Vitest makes its reporters with `new`; what the function returns is used. */
export default function skippedReporter() {
  return {
    onTestRunEnd(modules) {
      const reasons = new Map();
      for (const module of modules) {
        for (const test of module.children.allTests("skipped")) {
          const why = test.result().note ?? "the file says so";
          reasons.set(why, [...(reasons.get(why) ?? []), test.fullName]);
        }
      }
      for (const [why, names] of reasons) {
        console.log(`skipped ${names.length}, because ${why}:`);
        for (const name of names) console.log(`  ${name}`);
      }
    },
  };
}
