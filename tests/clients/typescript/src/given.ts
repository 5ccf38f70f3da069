/** What a root field gave. It is null where the field failed, which nothing here may. */
export function given<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) {
    throw new Error("A field failed");
  }
  return value;
}
