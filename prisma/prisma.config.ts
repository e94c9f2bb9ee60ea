import { defineConfig } from "prisma/config";

const url = process.env.DATABASE_URL ?? "";
const dialect = /^(mysql|mariadb):/i.test(url) ? "mysql" : "postgresql";

/**
 * For those who run `npx prisma migrate deploy --config prisma/prisma.config.ts`; Signet itself needs no engine.
 * The schema is joined from the models by `npm run generate`.
 */
export default defineConfig({
  schema: `./${dialect}/schema.prisma`,
  migrations: { path: `./migrations/${dialect}` },
  datasource: { url },
});
