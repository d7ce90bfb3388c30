const secretWords =
  /pass|pwd|secret|token|key|credential|auth|cookie|session_?id|private|signature|salt|dsn|connection_?string|database_url|_url$|_uri$|webhook/i

/** True for names of variables that may hold a secret; generous, since a wrong refusal costs little. */
export function looksSecret(name: string): boolean {
  return secretWords.test(name) && !/^(XDG_SESSION_|KEYBOARD|LC_)/.test(name)
}
