import { SECOND, type Clock } from '@shared/lib/clock'
import { DisposableStore } from '@shared/lib/disposable'
import type { ServiceManifest } from '@shared/domain/manifest'
import type { Problem } from '@shared/errors'
import type { FromService } from '@shared/process/service-messages'
import { deadline } from './deadline'
import { classifyEnd } from './exit-class'
import { createHeartbeat, type Heartbeat } from './heartbeat'
import type { InstanceEnd } from './instance'
import type { ServiceInstance } from './launcher'
import { MemoryWatch } from './memory-watch'
import { createProbeSchedule, START_PERIOD_MS, type ProbeResult, type ProbeSchedule } from './probe-schedule'
import * as problems from './problems'
import type { Run, RunReport } from './run'
import { Vitals } from './vitals'

const SAMPLE_MEMORY_EVERY_MS = SECOND

export interface ServiceRunDeps {
  clock: Clock
  manifest: ServiceManifest
  instance: ServiceInstance
  endpoint: string
  probe: (endpoint: string, manifest: ServiceManifest, signal: AbortSignal) => Promise<ProbeResult>
  memoryLimitBytes: () => number
  /** Resident memory in bytes; null where only the process itself can tell. */
  readMemory: ((pid: number) => number | null) | null
  report: RunReport
  /** Health, usage or tool count moved. */
  changed: () => void
}

/** One run of a service under watch: start deadline, heartbeat, probe and memory, until it ends or is stopped. */
export class ServiceRun implements Run {
  readonly endpoint: string
  readonly vitals: Vitals
  readonly #deps: ServiceRunDeps
  readonly #watches = new DisposableStore()
  readonly #memory: MemoryWatch
  #heartbeat: Heartbeat | null = null
  #probes: ProbeSchedule | null = null
  #paused = false
  #configProblem: Problem | null = null
  #toolCount: number | null = null

  constructor(deps: ServiceRunDeps) {
    this.#deps = deps
    this.endpoint = deps.endpoint
    this.#memory = new MemoryWatch(deps.memoryLimitBytes)
    const { clock, instance, manifest, report, changed } = deps
    this.vitals = new Vitals(clock, instance, changed)
    instance.onMessage((message) => this.#received(message))
    instance.onEnd((end) => this.#ended(end))
    // The host of an external server knows better: it tells installing from hanging, ends what hangs, and may wait for a
    // person to sign in. Whether the host itself works is watched by its owner.
    if (manifest.kind === 'external') return
    const late = deadline(clock, START_PERIOD_MS, () => {
      if (!this.#probes) report.replace('kill', 'hung', problems.startTooSlow(manifest.title))
    })
    this.#watches.add(late)
  }

  get pid(): number | null {
    return this.#deps.instance.pid
  }
  get toolCount(): number | null {
    return this.#toolCount
  }

  stop(): void {
    this.#watches.dispose()
    this.#deps.instance.stop()
  }

  kill(): void {
    this.#watches.dispose()
    this.#deps.instance.kill()
  }

  /** While the machine sleeps nothing is asked and nothing judged. */
  pause(): void {
    this.#paused = true
    this.#heartbeat?.pause()
    this.#probes?.pause()
  }

  resume(): void {
    this.#paused = false
    if (this.#watches.isDisposed) return
    this.#heartbeat?.resume()
    this.#probes?.resume()
  }

  #received(message: FromService): void {
    if (message.type === 'config-error') {
      const { message: text, nextStep } = message
      this.#configProblem = { code: 'CONFIG_INVALID', message: text, nextStep }
    } else if (message.type === 'notice') this.#noticed(message)
    else if (message.type === 'progress') this.#deps.report.progress(message.text)
    else if (message.type === 'alive') this.vitals.provenAlive('the process answered')
    else if (message.type === 'listening') this.#watch()
    else if (message.type === 'heartbeat') this.#beat(message)
  }

  #noticed({ code, message, nextStep }: FromService & { type: 'notice' }): void {
    this.#deps.report.notice({ code, message, nextStep })
  }

  /** It listens: from now on it is asked whether it works. */
  #watch(): void {
    if (this.#probes || this.#watches.isDisposed) return
    const { clock, manifest, instance, report, probe, readMemory } = this.#deps
    this.#heartbeat = this.#watches.add(
      createHeartbeat(
        clock,
        (n) => instance.send({ type: 'heartbeat', n }),
        () => report.replace('kill', 'hung', problems.hung(manifest.title)),
      ),
    )
    this.#probes = this.#watches.add(
      createProbeSchedule(
        clock,
        (signal) => probe(this.endpoint, manifest, signal),
        {
          onResult: (result, failures) => this.#probed(result, failures),
          onGiveUp: (problem) => report.replace('kill', 'hung', problem),
        },
        instance.startedAtMs,
      ),
    )
    if (readMemory) this.#watches.add(clock.every(SAMPLE_MEMORY_EVERY_MS, () => this.#sample(readMemory)))
    if (this.#paused) this.pause()
  }

  #beat(message: FromService & { type: 'heartbeat' }): void {
    this.#heartbeat?.answered()
    this.vitals.beat(message)
    this.#judgeMemory(message.rssBytes)
  }

  #probed({ problem, toolCount, ...facts }: ProbeResult, failures: number): void {
    this.#toolCount = toolCount ?? this.#toolCount
    this.vitals.proven(facts)
    const { report } = this.#deps
    if (problem === null)
      report.ready(`Ready ${(this.vitals.uptimeMs / SECOND).toFixed(2)} s after its start.`)
    else if (failures > 0) report.degraded(problem)
  }

  #sample(readMemory: (pid: number) => number | null): void {
    const rssBytes = this.pid === null || this.#paused ? null : readMemory(this.pid)
    if (rssBytes !== null) this.#judgeMemory(rssBytes)
  }

  /** What another's program needs is not ours to say: a browser or a model takes more than any limit for our own. */
  #judgeMemory(rssBytes: number): void {
    if (this.#deps.manifest.kind === 'external') return
    const verdict = this.#watches.isDisposed ? 'fine' : this.#memory.sample(rssBytes)
    if (verdict === 'fine') return
    const { manifest, memoryLimitBytes, report } = this.#deps
    const problem = problems.tooMuchMemory(manifest.title, rssBytes, memoryLimitBytes())
    report.replace(verdict === 'kill' ? 'kill' : 'stop', 'recycled', problem)
  }

  #ended(end: InstanceEnd): void {
    this.#watches.dispose()
    const { manifest, report } = this.#deps
    const isExternal = manifest.kind === 'external'
    report.ended(classifyEnd(manifest.title, { ...end, configProblem: this.#configProblem, isExternal }))
  }
}
