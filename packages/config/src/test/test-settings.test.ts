import { expect, test } from "vitest";
import { tenantSettings } from "../tenant-settings.ts";
import { testSettings } from "./index.ts";
import { loadText } from "./load-text.ts";

test("without overrides they are the defaults of a tenant, and nothing of the process", () => {
  const settings = testSettings();
  expect(settings).toEqual(tenantSettings(loadText("").config));
  expect(Object.keys(settings)).not.toContain("database");
});

test("an override replaces its key alone, and a list as a whole", () => {
  const settings = testSettings({ password: { enabled: false }, session: { audience: ["a", "b"], lifespan: 1000 } });
  expect(settings.password).toMatchObject({ enabled: false, min_length: 8 });
  expect(settings.session).toMatchObject({ audience: ["a", "b"], lifespan: 1000, limit: 5 });
});
