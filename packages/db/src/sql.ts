/** What a statement takes as a value; lists are for PostgreSQL's = ANY($1) alone. */
export type SqlValue = string | number | bigint | boolean | Date | Uint8Array | null | readonly string[];

/** Single statements, prepared once per connection under their name. */
export interface Sql {
  /**
   * The rows of one statement. Placeholders are $1, $2 … on both databases; columns keep the names written
   * in the statement; timestamps are Dates, 64-bit integers are bigints, BOOLEAN columns are booleans, JSON is
   * parsed. A name belongs to one text, which is planned once for whatever values come; under the name "" it is planned
   * for its values each time, which pays where one value finds nobody and another one everybody.
   */
  query<Row extends object>(name: string, text: string, values: readonly SqlValue[]): Promise<Row[]>;
  /** Runs one statement and returns how many rows it touched. */
  execute(name: string, text: string, values: readonly SqlValue[]): Promise<number>;
}
