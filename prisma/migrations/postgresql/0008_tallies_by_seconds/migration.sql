-- Tallies by day, hour and five seconds in place of day and minute: an import brings a minute more users than may be walked
-- past (docs/decisions/0022).

-- How long a period is.
CREATE FUNCTION "identity_period_length"("period" TEXT) RETURNS INTERVAL
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE "period" WHEN 'day' THEN interval '1 day' WHEN 'hour' THEN interval '1 hour' ELSE interval '5 seconds' END
$$;

-- The beginning of the period that a time is in. UTC, whatever the session's time zone is.
CREATE OR REPLACE FUNCTION "identity_period_start"("period" TEXT, "at" TIMESTAMPTZ) RETURNS TIMESTAMPTZ
LANGUAGE sql IMMUTABLE AS $$
  SELECT date_bin("identity_period_length"("period"), "at", timestamptz '2000-01-01 00:00:00Z')
$$;

-- In the order of the key, so that two statements that count the same periods wait for each other in one direction only.
CREATE OR REPLACE FUNCTION "identity_tally"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  "sign" CONSTANT INTEGER := CASE TG_OP WHEN 'DELETE' THEN -1 ELSE 1 END;
BEGIN
  INSERT INTO "identity_tallies" AS t ("tenant_id", "period", "starts_at", "shard", "users")
  SELECT c."tenant_id", p."period", "identity_period_start"(p."period", c."created_at"), "identity_tally_shard"(),
    "sign" * COUNT(*)
  FROM "changed" c CROSS JOIN (VALUES ('day'), ('hour'), ('seconds')) p("period")
  WHERE c."is_named"
  GROUP BY 1, 2, 3
  ORDER BY 1, 2, 3
  ON CONFLICT ("tenant_id", "period", "starts_at", "shard") DO UPDATE SET "users" = t."users" + EXCLUDED."users";
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION "identity_tally_renamed"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "identity_tallies" AS t ("tenant_id", "period", "starts_at", "shard", "users")
  SELECT NEW."tenant_id", p."period", "identity_period_start"(p."period", NEW."created_at"), "identity_tally_shard"(),
    CASE WHEN NEW."is_named" THEN 1 ELSE -1 END
  FROM (VALUES ('day'), ('hour'), ('seconds')) p("period")
  ORDER BY 2
  ON CONFLICT ("tenant_id", "period", "starts_at", "shard") DO UPDATE SET "users" = t."users" + EXCLUDED."users";
  RETURN NULL;
END
$$;

-- The days stay as they are. Nobody may sign up between the count and its being stored.
LOCK TABLE "identity_users" IN SHARE ROW EXCLUSIVE MODE;
DELETE FROM "identity_tallies" WHERE "period" = 'minute';
INSERT INTO "identity_tallies" ("tenant_id", "period", "starts_at", "shard", "users")
  SELECT u."tenant_id", p."period", "identity_period_start"(p."period", u."created_at"), 0, COUNT(*)
  FROM "identity_users" u CROSS JOIN (VALUES ('hour'), ('seconds')) p("period")
  WHERE u."is_named"
  GROUP BY 1, 2, 3;
