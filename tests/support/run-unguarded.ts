import { systemClock } from '@shared/lib/clock'
import { runCommand } from '@servers/system-tools/commands/run-command'

/** A process that runs a program as System tools do without a sandbox, to be killed in the middle. Arguments: the argv. */
const [file = '', ...args] = process.argv.slice(2)
const start = {
  file,
  args,
  cwd: '/',
  env: {},
  input: undefined,
  timeLimitMs: 60_000,
  outputBytes: 1_000,
  lastLook() {},
}
await runCommand(start, systemClock, new AbortController().signal)
