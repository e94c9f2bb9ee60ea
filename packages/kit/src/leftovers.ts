/** Rows whose time is over: a server removes them now and then, and `signet cleanup` when it is told to. */
export interface Leftovers {
  /** As `signet cleanup --tables` names them. */
  readonly name: string;
  /** How many there are, of all tenants. */
  count(): Promise<number>;
  /** Removes up to so many, and gives their number: small bites hold no lock for long. */
  remove(limit: number): Promise<number>;
}

/** The part of a Prisma model that this needs. */
interface Model<Where> {
  count(args: { where: Where }): Promise<number>;
  deleteMany(args: { where: Where; limit: number }): PromiseLike<{ count: number }>;
}

/** The rows of a model that a condition finds, asked anew each time. */
export function leftoversIn<Where>(name: string, model: Model<Where>, where: () => Where): Leftovers {
  return {
    name,
    count: () => model.count({ where: where() }),
    remove: async (limit) => (await model.deleteMany({ where: where(), limit })).count,
  };
}

const BITE = 1_000;

/** Removes everything that is over, until aborted, and gives the number. */
export async function removeLeftovers(
  { remove }: Leftovers,
  { bite = BITE, signal }: { readonly bite?: number; readonly signal?: AbortSignal } = {},
): Promise<number> {
  let total = 0;
  for (let removed = bite; removed >= bite && !signal?.aborted; ) {
    removed = await remove(bite);
    total += removed;
  }
  return total;
}
