import { fault } from "./fault.ts";
import { isStruct, typeName, type Value } from "./value.ts";

/** Whether the first value equals any of the others. Values of different types cannot be compared. */
export function equal([first, ...others]: readonly Value[]): boolean {
  if (others.length === 0) throw fault("eq wants two arguments");
  return others.some((other) => {
    if (first === undefined || other === undefined) return isNil(first) && isNil(other);
    if (isStruct(first) && isStruct(other)) return first === other || (isNil(first) && isNil(other));
    if (typeof first !== typeof other) throw fault(`cannot compare ${typeName(first)} with ${typeName(other)}`);
    return first === other;
  });
}

function isNil(value: Value): boolean {
  return value === undefined || (isStruct(value) && !value.fields);
}

/** Below zero, zero or above zero, as the first is less, equal or greater. Strings are compared by their bytes. */
export function compare([first, other]: readonly [Value, Value]): number {
  if (typeof first === "string" && typeof other === "string") {
    return Buffer.compare(Buffer.from(first), Buffer.from(other));
  }
  const areNumbers =
    (typeof first === "bigint" && typeof other === "bigint") ||
    (typeof first === "number" && typeof other === "number");
  if (!areNumbers) throw fault(`cannot order ${typeName(first)} and ${typeName(other)}`);
  if (first === other) return 0;
  // Not a number is in no order with anything, but no template can make one.
  return (first as number) < (other as number) ? -1 : 1;
}
