import { join } from 'node:path'

/** Where desktops on Linux look for what to start with the session. */
export function autostartFile(env: NodeJS.ProcessEnv, homeFolder: string): string {
  return join(env['XDG_CONFIG_HOME'] || join(homeFolder, '.config'), 'autostart', 'omnimind.desktop')
}

/** @param command program and arguments, unquoted */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=OmniMind',
    'Comment=Keeps your MCP servers running',
    `Exec=${command.map(quote).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/**
 * Quotes one word of `Exec`: the reserved characters are escaped inside double quotes, the backslash of that
 * escape once more because values are strings, and a percent sign is doubled (Desktop Entry Specification 1.5).
 */
function quote(word: string): string {
  const escaped = word.replaceAll(/["`$\\]/g, (character) => `\\\\${character === '\\' ? '\\\\' : character}`)
  return `"${escaped.replaceAll('%', '%%')}"`
}
