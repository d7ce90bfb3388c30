/** A TOML basic string. JSON's escapes are a subset of TOML's; DEL must be escaped besides (toml.io v1.0.0, String). */
export function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007F')
}

/** A table key: bare where TOML allows it, quoted otherwise. */
export function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlString(key)
}
