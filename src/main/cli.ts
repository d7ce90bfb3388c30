import { runCli, systemIo } from './cli/index'

// The omnimind command. The exit code is set, not forced, so that everything written still gets out.
// Timers of the clock keep no process alive: a command that waits for one and for nothing else would end in the middle.
const alive = setInterval(() => {}, 60_000)
try {
  process.exitCode = await runCli(process.argv.slice(2), systemIo())
} finally {
  clearInterval(alive)
}
