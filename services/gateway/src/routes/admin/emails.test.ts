import { expect, test } from "vitest";
import { ada } from "../../test/sessions.ts";
import { testGateway } from "../../test/world.ts";

test("where nobody may have an address, operators add none either", async () => {
  const { listener } = await testGateway(
    {},
    {
      settings: { email: { limit: 0 } },
      config: ({ server, ...config }) => ({
        ...config,
        server: { ...server, admin: { ...server.admin, auth: "none" } },
      }),
    },
  );
  const url = `/users/${ada.userId}/emails`;
  const reply = await listener("admin").inject({ method: "POST", url, payload: { address: ada.email } });
  expect(reply.statusCode).toBe(409);
});
