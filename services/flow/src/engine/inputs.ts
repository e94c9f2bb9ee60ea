import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { isEmailAddress } from "@signet/kit";
import type { InputErrorCode } from "./errors.ts";
import type { Input, InputValues } from "./types.ts";

/** What the client sent, cut to the known inputs and normalised (flow-api.md section 4). */
export function readInputs(inputs: readonly Input[], sent: JsonObject | undefined): InputValues {
  return Object.fromEntries(inputs.map((input) => [input.name, readInput(input, own(sent, input.name))]));
}

function own(sent: JsonObject | undefined, name: string): JsonValue | undefined {
  return sent !== undefined && Object.hasOwn(sent, name) ? sent[name] : undefined;
}

function readInput(input: Input, value: JsonValue | undefined): JsonValue | undefined {
  if (!input.normalise) return value;
  return asText(value).trim().toLowerCase();
}

function asText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The first failing rule of each input, by input name; empty when all are fine. */
export function validateInputs(inputs: readonly Input[], values: InputValues): Record<string, InputErrorCode> {
  const faults: Record<string, InputErrorCode> = {};
  for (const input of inputs) {
    const fault = validateInput(input, values[input.name]);
    if (fault) faults[input.name] = fault;
  }
  return faults;
}

function validateInput(input: Input, value: JsonValue | undefined): InputErrorCode | undefined {
  // Switches and objects are judged by the action alone.
  if (input.type === "json" || input.type === "boolean") return undefined;
  const text = typeof value === "string" ? value : "";
  const bytes = Buffer.byteLength(text);

  if (bytes === 0) return input.required ? "value_missing_error" : undefined;
  if (input.minLength !== undefined && bytes < input.minLength) return "value_too_short_error";
  if (bytes > (input.maxLength ?? LONGEST_TEXT)) return "value_too_long_error";
  if (input.type === "email" && !isEmailAddress(text)) return "value_invalid_error";
  if (input.allowedValues?.length && !input.allowedValues.some((allowed) => allowed.value === text)) {
    return "value_invalid_error";
  }
  return undefined;
}

/** No text input needs more than this, whatever its own limit; hashing must not be fed megabytes. */
const LONGEST_TEXT = 4096;

/** The text of an input, empty when missing or of another type. */
export function textOf(input: InputValues, name: string): string {
  const value = input[name];
  return typeof value === "string" ? value : "";
}

/** A credential as JSON text: clients send it as an object, or as a string that holds one. */
export function jsonTextOf(input: InputValues, name: string): string {
  const value = input[name];
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
