import { z } from "zod";
import { bool, texts } from "../keys.ts";

/** Which web pages may call the public API. */
export const cors = z.object({
  allow_origins: texts(["http://localhost:8888"], {
    env: "CORS_ALLOW_ORIGINS",
    about: "Origins that receive CORS headers.",
    allowed: "`*` and `?` are wildcards inside an entry; an empty list behaves like `*`",
  }),
  unsafe_wildcard_origin_allowed: bool(false, {
    env: "CORS_UNSAFE_WILDCARD_ORIGIN_ALLOWED",
    about: "Allows the origin `*` together with credentials, which lets any page act for a signed-in person.",
  }),
});
