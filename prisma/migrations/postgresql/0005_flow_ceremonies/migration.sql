-- What single calls of the classic API find again: codes that were mailed, challenges, addresses to be proven.
CREATE TABLE "flow_ceremonies" (
  "tenant_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "record" TEXT NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "flow_ceremonies_pkey" PRIMARY KEY ("tenant_id", "kind", "id")
);
CREATE INDEX "flow_ceremonies_expires_at_idx" ON "flow_ceremonies" ("expires_at");
