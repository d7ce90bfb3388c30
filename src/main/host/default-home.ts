import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where OmniMind keeps its data when nobody says otherwise: the platform's place for application data. */
export function defaultHome(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'OmniMind')
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'OmniMind')
  // The XDG rules say that a relative path is to be ignored.
  const data = env['XDG_DATA_HOME']
  return join(data?.startsWith('/') ? data : join(home, '.local', 'share'), 'omnimind')
}
