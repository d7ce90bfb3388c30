import { writeSync } from 'node:fs'

/** An error nobody foresaw ends the process with code 1; its stack is on stderr. */
export function dieOfWhatNobodyForesaw(): void {
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)
}

function die(error: unknown): void {
  // Written at once: an asynchronous write would be lost with the process.
  writeSync(2, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
}
