import { setTimeout } from 'node:timers/promises'

const BETWEEN_MS = 600

/**
 * The library measures loads and rates since it was last asked, which may be an hour ago or never: asked twice, it tells
 * those of now. Under 500 ms it repeats itself.
 */
export async function sampleTwice<T>(read: () => Promise<T>): Promise<T> {
  await read()
  await setTimeout(BETWEEN_MS)
  return await read()
}
