import { runCli, systemIo } from './cli/index'

// The omnimind command. The exit code is set, not forced, so that everything written still gets out.
process.exitCode = await runCli(process.argv.slice(2), systemIo())
