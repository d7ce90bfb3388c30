/**
 * How many bytes of paths a command line holds, beside git's options: Windows takes 32,767 letters in all, macOS 1 MB together
 * with the environment, Linux 2 MB. Those of the settings that switch drivers off may be 256 KB.
 */
const MAX_PATHS_BYTES = process.platform === 'win32' ? 24_000 : 400_000

/** Whether these paths can be handed to git as arguments. */
export function fitCommandLine(paths: readonly string[]): boolean {
  return paths.reduce((sum, path) => sum + Buffer.byteLength(path) + 1, 0) <= MAX_PATHS_BYTES
}
