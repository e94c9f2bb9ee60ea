CREATE OR REPLACE FUNCTION "identity_period_start"("period" TEXT, "at" TIMESTAMPTZ) RETURNS TIMESTAMPTZ
LANGUAGE sql IMMUTABLE AS $$
  SELECT date_bin(CASE "period" WHEN 'day' THEN interval '1 day' ELSE interval '1 minute' END, "at",
    timestamptz '2000-01-01 00:00:00Z')
$$;

CREATE OR REPLACE FUNCTION "identity_tally"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION "identity_tally_renamed"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
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

DROP FUNCTION "identity_period_length"(TEXT);

LOCK TABLE "identity_users" IN SHARE ROW EXCLUSIVE MODE;
DELETE FROM "identity_tallies" WHERE "period" <> 'day';
INSERT INTO "identity_tallies" ("tenant_id", "period", "starts_at", "shard", "users")
  SELECT u."tenant_id", 'minute', "identity_period_start"('minute', u."created_at"), 0, COUNT(*)
  FROM "identity_users" u WHERE u."is_named" GROUP BY 1, 3;
