-- Any page of a list of users, and how many there are, without counting them (docs/decisions/0022).

ALTER TABLE "identity_users" ADD COLUMN "is_named" BOOLEAN NOT NULL DEFAULT true;
UPDATE "identity_users" u SET "is_named" = false
  WHERE NOT EXISTS (SELECT 1 FROM "identity_emails" e WHERE e."tenant_id" = u."tenant_id" AND e."user_id" = u."id")
    AND NOT EXISTS (SELECT 1 FROM "identity_usernames" n WHERE n."tenant_id" = u."tenant_id" AND n."user_id" = u."id");

CREATE INDEX "identity_users_tenant_id_created_at_id_is_named_idx"
  ON "identity_users" ("tenant_id", "created_at", "id", "is_named");
DROP INDEX "identity_users_tenant_id_created_at_id_idx";

-- How many named users were created in each day and each minute.
CREATE TABLE "identity_tallies" (
  "tenant_id" TEXT NOT NULL,
  "period" TEXT NOT NULL,
  "starts_at" TIMESTAMPTZ(3) NOT NULL,
  "shard" INTEGER NOT NULL,
  "users" INTEGER NOT NULL,
  CONSTRAINT "identity_tallies_pkey" PRIMARY KEY ("tenant_id", "period", "starts_at", "shard")
);

-- The beginning of the period that a time is in. UTC, whatever the session's time zone is.
CREATE FUNCTION "identity_period_start"("period" TEXT, "at" TIMESTAMPTZ) RETURNS TIMESTAMPTZ
LANGUAGE sql IMMUTABLE AS $$
  SELECT date_bin(CASE "period" WHEN 'day' THEN interval '1 day' ELSE interval '1 minute' END, "at",
    timestamptz '2000-01-01 00:00:00Z')
$$;

-- Of sixteen rows for each period a connection counts in one, so that few wait for each other. A transaction that stays open
-- for long, such as an import, names another, which nobody else counts in.
CREATE FUNCTION "identity_tally_shard"() RETURNS INTEGER LANGUAGE sql VOLATILE AS $$
  SELECT COALESCE(NULLIF(current_setting('signet.tally_shard', true), '')::INTEGER, pg_backend_pid() % 16)
$$;

-- In the order of the key, so that two statements that count the same periods wait for each other in one direction only.
CREATE FUNCTION "identity_tally"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  "sign" CONSTANT INTEGER := CASE TG_OP WHEN 'DELETE' THEN -1 ELSE 1 END;
BEGIN
  INSERT INTO "identity_tallies" AS t ("tenant_id", "period", "starts_at", "shard", "users")
  SELECT c."tenant_id", p."period", "identity_period_start"(p."period", c."created_at"), "identity_tally_shard"(),
    "sign" * COUNT(*)
  FROM "changed" c CROSS JOIN (VALUES ('day'), ('minute')) p("period")
  WHERE c."is_named"
  GROUP BY 1, 2, 3
  ORDER BY 1, 2, 3
  ON CONFLICT ("tenant_id", "period", "starts_at", "shard") DO UPDATE SET "users" = t."users" + EXCLUDED."users";
  RETURN NULL;
END
$$;

CREATE FUNCTION "identity_tally_renamed"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "identity_tallies" AS t ("tenant_id", "period", "starts_at", "shard", "users")
  SELECT NEW."tenant_id", p."period", "identity_period_start"(p."period", NEW."created_at"), "identity_tally_shard"(),
    CASE WHEN NEW."is_named" THEN 1 ELSE -1 END
  FROM (VALUES ('day'), ('minute')) p("period")
  ORDER BY 2
  ON CONFLICT ("tenant_id", "period", "starts_at", "shard") DO UPDATE SET "users" = t."users" + EXCLUDED."users";
  RETURN NULL;
END
$$;

-- Nobody changes when somebody was created; whoever did would have to delete and insert.
CREATE TRIGGER "identity_users_added" AFTER INSERT ON "identity_users"
  REFERENCING NEW TABLE AS "changed" FOR EACH STATEMENT EXECUTE FUNCTION "identity_tally"();
CREATE TRIGGER "identity_users_removed" AFTER DELETE ON "identity_users"
  REFERENCING OLD TABLE AS "changed" FOR EACH STATEMENT EXECUTE FUNCTION "identity_tally"();
CREATE TRIGGER "identity_users_renamed" AFTER UPDATE ON "identity_users"
  FOR EACH ROW WHEN (OLD."is_named" IS DISTINCT FROM NEW."is_named") EXECUTE FUNCTION "identity_tally_renamed"();

INSERT INTO "identity_tallies" ("tenant_id", "period", "starts_at", "shard", "users")
  SELECT u."tenant_id", p."period", "identity_period_start"(p."period", u."created_at"), 0, COUNT(*)
  FROM "identity_users" u CROSS JOIN (VALUES ('day'), ('minute')) p("period")
  WHERE u."is_named"
  GROUP BY 1, 2, 3;
