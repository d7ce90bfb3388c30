/**
 * True when a command line is one of ours: a built program of out/main, or an executable or folder called
 * omnimind, as installed apps and `npx omnimind` have it.
 */
export function isOmniMindCommand(command: string): boolean {
  if (/[\\/]out[\\/]main[\\/](index|headless|cli|gateway|service)\.js(\s|$)/.test(command)) return true
  return /(^|[\\/])omnimind(\.exe|\.mjs|\.app)?([\\/]|\s|$)/i.test(command)
}
