import { z } from 'zod'

/** A list of texts with a limit that the schema does not show, so that tools look to clients as the official ones do. */
export function limitedList(limit: number, advice: string) {
  return z.array(z.string()).refine((list) => list.length <= limit, {
    error: ({ input }) => `At most ${limit} in one call, not ${(input as string[]).length}. ${advice}`,
  })
}
