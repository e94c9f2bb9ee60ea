import type { Value } from "./value.ts";

/** A template that was understood: text and actions in order. */
export type Nodes = readonly Node[];

export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly pipe: Pipe }
  | Branch
  | { readonly kind: "break" }
  | { readonly kind: "continue" };

/** An action with a body. */
export interface Branch {
  readonly kind: "if" | "with" | "range";
  readonly pipe: Pipe;
  readonly body: Nodes;
  readonly otherwise: Nodes;
}

/** Commands of which each gets the value of the one before as its last argument; the value may be kept in variables. */
export interface Pipe {
  readonly variables: readonly string[];
  /** Whether the variables are new ones, or were declared before. */
  readonly declares: boolean;
  readonly commands: readonly Command[];
}

/** What is called or read, and its arguments. */
export type Command = readonly [Operand, ...Operand[]];

export type Operand =
  | { readonly kind: "dot" }
  | { readonly kind: "nil" }
  | { readonly kind: "constant"; readonly value: Value }
  | { readonly kind: "function"; readonly name: string }
  /** Fields of the dot. */
  | { readonly kind: "field"; readonly path: readonly string[] }
  | { readonly kind: "variable"; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: "pipe"; readonly pipe: Pipe; readonly path: readonly string[] };
