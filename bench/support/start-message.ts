/** What main sends a gateway first: one service on any free port, one token that may do everything, rates out of the way. */
export function startMessage(serviceId: string, sha256: string, dataDir: string): Record<string, unknown> {
  const scope = { profile: null, services: null, tools: null, readOnly: false }
  return {
    type: 'start',
    services: [{ serviceId, port: 0 }],
    tokens: [{ id: 'bench', name: 'bench', sha256, expiresAt: null, priority: 'normal', scope }],
    dataDir,
    config: {
      services: [
        {
          serviceId,
          title: serviceId,
          kind: 'built-in',
          requestTimeoutMs: 300_000,
          approved: null,
          lastCatalog: null,
        },
      ],
      profiles: [{ id: 'default', title: 'All services', services: null }],
      limits: {
        rate: { perMinute: 10_000_000, burst: 1_000_000 },
      },
      history: { keepContents: true, maxContentBytes: 16_384 },
    },
  }
}
