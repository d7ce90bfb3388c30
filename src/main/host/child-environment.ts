/** Variables that would change how a child's runtime behaves; they are for main, for an attacker, or a secret of main's. */
const dropped = [
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_CHANNEL_FD',
  'ELECTRON_RUN_AS_NODE',
  'LD_PRELOAD',
  'DYLD_INSERT_LIBRARIES',
  'OMNIMIND_PASSPHRASE',
]

/** Main's environment as a child gets it. */
export function childEnvironment(added: Record<string, string> = {}): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !dropped.includes(entry[0].toUpperCase()),
  )
  return { ...Object.fromEntries(entries), ...added }
}
