import type { FlowState, Reply } from "@signet/testkit";
import { expect } from "vitest";
import { expectUsable } from "./client-needs.ts";

const flowMembers = ["name", "status", "payload", "csrf_token", "actions", "error", "links"];
const inner = /\\n +at |\.ts:\d|\.js:\d|node_modules|SELECT |INSERT |UPDATE |[Pp]risma|ConnectError/;

/** What holds for every answer whatever was asked: its shape is the contract's, and nothing of the inside shows. */
export function expectConform(reply: Reply, about: string): void {
  const { status, headers, json, text } = reply;
  expect(status, `${about}: ${text.slice(0, 300)}`).toBeLessThan(500);
  expect(headers.get("x-request-id"), about).toMatch(/\S/);
  expect(text, about).not.toMatch(inner);
  if (status < 400 && !isObject(json)) return;
  expect(headers.get("content-type"), about).toMatch(/^application\/json/);
  if (!isObject(json)) return void expect(json, about).toBeTypeOf("object");
  if ("name" in json) {
    expectFlowState(json, status, about);
    // It has the shape by now.
    expectUsable(json as unknown as FlowState, headers, about);
  } else if (status >= 400) expect(json, about).toEqual({ code: status, message: expect.any(String) });
}

function expectFlowState(json: Readonly<Record<string, unknown>>, status: number, about: string): void {
  expect(flowMembers, about).toEqual(expect.arrayContaining(Object.keys(json)));
  expect(json, about).toMatchObject({
    status,
    links: null,
    csrf_token: expect.any(String),
    actions: expect.any(Object),
  });
  if (status >= 400) expect(json.error, about).toEqual({ code: expect.any(String), message: expect.any(String) });
  if (json.name === "error") expect(json.actions, about).toEqual({});
  // The short form says that the conversation was not touched.
  if (json.name === "error" && json.csrf_token === "") expect(json, about).not.toHaveProperty("payload");
  else
    expect(json, about).toMatchObject({ payload: expect.any(Object), csrf_token: expect.stringMatching(/^\w{32}$/) });
}

/** A pattern of a case as a pattern of expect(). */
export function patternOf(value: unknown): unknown {
  if (typeof value === "string" && value.startsWith("~")) return expect.stringMatching(new RegExp(value.slice(1)));
  if (Array.isArray(value)) return value.map(patternOf);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, patternOf(member)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
