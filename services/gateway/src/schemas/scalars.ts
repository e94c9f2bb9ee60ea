import { z } from "zod";

/** The id of something that we made. */
export const id = z.string().meta({ format: "uuid" });

/** A point in time, in UTC, with as many fractional digits as it has (public-rest.md 1.5). */
export const moment = z.string().meta({ format: "date-time", examples: ["2026-03-01T12:00:00.104Z"] });

/** Metadata: any members. */
export const metadata = z.record(z.string(), z.unknown());
