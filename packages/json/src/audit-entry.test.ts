import { create } from "@bufbuild/protobuf";
import { EntrySchema } from "@signet/proto/audit/v1/audit_service";
import { expect, test } from "vitest";
import { auditEntryJson } from "./audit-entry.ts";

const time = { seconds: 1_772_366_400n, nanos: 0 };

test("an entry leaves out what it does not know, but says that there are no details", () => {
  const entry = create(EntrySchema, { entryId: "1", type: "user_created", details: {}, createTime: time });

  expect(JSON.parse(JSON.stringify(auditEntryJson(entry)))).toEqual({
    id: "1",
    type: "user_created",
    meta_http_request_id: "",
    meta_source_ip: "",
    meta_user_agent: "",
    details: null,
    created_at: "2026-03-01T12:00:00Z",
  });
});
