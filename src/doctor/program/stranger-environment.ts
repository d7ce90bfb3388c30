/**
 * Ways to what belongs to the person: keys in agents, the session's bus and screen, containers, and proxies, whose
 * addresses may hold a password. XDG_RUNTIME_DIR is where the sockets of most of these are.
 */
const WAYS =
  /^(?:SSH_.*|GPG_.*|DBUS_.*|DOCKER_.*|(?:HTTP|HTTPS|ALL|NO|FTP)_PROXY|XDG_RUNTIME_DIR|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY)$/i

/** This process's environment for a program that an AI named. No wall: the program still runs as the person. */
export function strangerEnvironment(source: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(source).filter(([name]) => !WAYS.test(name)))
}
