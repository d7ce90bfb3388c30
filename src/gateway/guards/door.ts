/** The names one public port answers to. */
export interface Door {
  /** Whose port it is: a built-in service's, or the combined one. */
  serviceId: string
  port: number
  hosts: ReadonlySet<string>
  origins: ReadonlySet<string>
}

export function createDoor(port: number, serviceId: string): Door {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
  return { serviceId, port, hosts: new Set(hosts), origins: new Set(hosts.map((host) => `http://${host}`)) }
}
