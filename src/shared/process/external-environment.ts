/**
 * What any program needs to find its way, and nothing of ours: an external server is somebody else's code. Secrets of
 * the person's shell (tokens in variables) stay out; what a server needs is given to it by name.
 */
const BASE = [
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
  'DBUS_SESSION_BUS_ADDRESS',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'SSH_AUTH_SOCK',
  'DOCKER_HOST',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'COMSPEC',
  'PATHEXT',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'USERNAME',
  'USERPROFILE',
  'WINDIR',
] as const

/** @param own what the server's definition adds, secrets put in; it wins */
export function externalEnvironment(
  path: string,
  own: Record<string, string>,
  source: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const wanted = new Set<string>(BASE)
  const isWanted = (name: string): boolean => wanted.has(name) || wanted.has(name.toUpperCase())
  const base = Object.entries(source).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isWanted(entry[0]),
  )
  return { ...Object.fromEntries(base), PATH: path, ...own }
}
