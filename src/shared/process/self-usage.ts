import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { ProcessUsage } from '../domain/service'

/**
 * Measures the process it runs in, from one reading to the next.
 * @returns a reader: RSS in bytes, CPU in percent of one core and the 99th percentile of the event loop's
 * delay in ms since the last reading
 */
export function measureSelf(): () => ProcessUsage {
  const resolutionMs = 20
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  let lastCpu = process.cpuUsage()
  let lastAt = performance.now()
  return () => {
    const cpu = process.cpuUsage(lastCpu)
    const now = performance.now()
    const elapsedMs = Math.max(1, now - lastAt)
    lastCpu = process.cpuUsage()
    lastAt = now
    const p99Ms = delay.percentile(99) / 1e6
    delay.reset()
    return {
      rssBytes: process.memoryUsage.rss(),
      cpuPercent: Math.round(((cpu.user + cpu.system) / 1_000 / elapsedMs) * 1_000) / 10,
      loopLagMs: Number.isFinite(p99Ms) ? Math.max(0, Math.round((p99Ms - resolutionMs) * 100) / 100) : 0,
    }
  }
}
