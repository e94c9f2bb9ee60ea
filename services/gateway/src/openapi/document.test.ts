import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, test } from "vitest";
import { routesOf } from "../listeners.ts";
import { testGateway } from "../test/world.ts";

describe.each(["public", "admin", "authentication", "passkeys"] as const)(
  "the OpenAPI document of the %s listener",
  async (name) => {
    const { listener, world } = await testGateway({});
    const app = listener(name);
    const response = await app.inject({ url: "/openapi.json" });

    test("has nothing that a linter objects to", async () => {
      expect([response.statusCode, response.headers["content-type"]]).toEqual([200, "application/json"]);
      const config = await createConfig({
        extends: ["recommended"],
        rules: {
          // It is served by the server that it describes.
          "no-server-example.com": "off",
          // Whether the process lives can be asked without doing anything wrong.
          "operation-4xx-response": "off",
          // The passkey server has paths that begin with a tenant, and they are not to be changed.
          "no-ambiguous-paths": "off",
          "no-unused-components": "error",
        },
      });
      const problems = await lintFromString({ source: response.body, config });
      expect(problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)).toEqual(
        [],
      );
    });

    test("describes every route, its parameters and no other", () => {
      const { paths } = response.json();
      for (const { method, path, operation } of routesOf(name, world)) {
        if (["/openapi.json", "/docs"].includes(path)) continue;
        expect(operation, `${method} ${path}`).toBeDefined();
        const entry = paths[path.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
        expect(entry?.operationId).toBe(operation?.id);
      }
    });
  },
);
