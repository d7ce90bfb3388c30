/** The names one public port answers to. */
export interface Door {
  port: number
  hosts: ReadonlySet<string>
  origins: ReadonlySet<string>
}

export function createDoor(port: number): Door {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
  return { port, hosts: new Set(hosts), origins: new Set(hosts.map((host) => `http://${host}`)) }
}
