import { onTestFinished } from 'vitest'

/** Closes it when the test that holds it is over, the last one first. */
export function held<T extends { close(): Promise<void> | void }>(one: T): T {
  onTestFinished(() => one.close())
  return one
}
