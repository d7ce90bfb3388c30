import { systemIo } from './cli/io'
import { runCli } from './cli/run'

// The omnimind command. The exit code is set, not forced, so that everything written still gets out.
process.exitCode = await runCli(process.argv.slice(2), systemIo())
