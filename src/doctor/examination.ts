import type {
  DoctorCheck,
  DoctorFacts,
  DoctorProgress,
  DoctorReport,
  DoctorTarget,
} from '@shared/domain/doctor'
import type { PortHolder } from '@shared/domain/service'
import { errorText } from '@shared/errors'
import { systemClock, type Clock } from '@shared/lib/clock'
import { createRedactor, type Redactor } from '@shared/redaction/redactor'
import { codeEntry } from './codes'
import { conclude } from './conclude'
import { Found, type Finding } from './finding'
import { defaultLimits, type DoctorLimits } from './limits'
import { shown } from './shown'
import { stepTitles, type StepId } from './steps'

export interface ExaminationOptions {
  /** Ends it; the report tells what was found until then. */
  signal?: AbortSignal | undefined
  onProgress?: ((progress: DoctorProgress) => void) | undefined
  limits?: Partial<DoctorLimits> | undefined
  clock?: Clock | undefined
  /** Who listens on a port of this machine, where the caller can find that out. */
  holderOf?: ((port: number) => Promise<PortHolder | null>) | undefined
}

/** What a step tells while it runs. */
export interface Step {
  found(finding: Finding): void
  /** What is so, when nothing is wrong. */
  fine(text: string): void
}

/** What is looked through for secrets; what is shown of it is shorter. */
const MAX_TEXT = 8_192

const noFacts: DoctorFacts = {
  server: null,
  revisions: [],
  tools: null,
  prompts: null,
  resources: null,
  definitionTokens: null,
  handshakeMs: null,
  roundTripMs: null,
}

/**
 * One examination: steps in the order in which one rests on another. The first one that cannot go on (`Found`) ends
 * it, so that what it causes is not told as something else.
 */
export class Examination {
  readonly facts: DoctorFacts = { ...noFacts }
  readonly limits: DoctorLimits
  readonly clock: Clock
  /** Aborted when somebody ends the examination or its time is up. */
  readonly signal: AbortSignal
  readonly #target: DoctorTarget
  readonly #plan: readonly StepId[]
  readonly #holderOf: (port: number) => Promise<PortHolder | null>
  readonly #onProgress: (progress: DoctorProgress) => void
  readonly #redact: Redactor
  readonly #checks: DoctorCheck[] = []
  readonly #time = new AbortController()
  readonly #startedAt: number
  readonly #at: number
  #isOver = false

  /** @param secrets values that must stand nowhere in the report */
  constructor(
    target: DoctorTarget,
    plan: readonly StepId[],
    options: ExaminationOptions,
    secrets: readonly string[] = [],
  ) {
    this.limits = { ...defaultLimits, ...options.limits }
    this.clock = options.clock ?? systemClock
    this.#redact = createRedactor(() => secrets)
    this.#target = { ...target, title: this.#clean(target.title) }
    this.#plan = plan
    this.#holderOf = options.holderOf ?? (() => Promise.resolve(null))
    this.#onProgress = options.onProgress ?? (() => {})
    this.#startedAt = this.clock.monotonicMs()
    this.#at = this.clock.epochMs()
    const late = this.clock.after(this.limits.wholeMs, () => this.#time.abort())
    this.signal = AbortSignal.any([this.#time.signal, ...(options.signal ? [options.signal] : [])])
    this.signal.addEventListener('abort', () => late.dispose(), { once: true })
  }

  /**
   * Runs a step, unless an earlier one could not go on.
   * @returns what it brings to later steps; null when it was not run or could not go on
   */
  async step<T>(id: StepId, run: (step: Step) => T | Promise<T>): Promise<T | null> {
    if (this.#isOver) return null
    const title = stepTitles[id]
    this.#onProgress({ title, done: this.#plan.indexOf(id), total: this.#plan.length })
    const startedAt = this.clock.monotonicMs()
    const told: DoctorCheck[] = []
    const fine: string[] = []
    const add = (finding: Finding): void => void told.push(this.#check(id, finding))
    let brought: T | null = null
    try {
      this.signal.throwIfAborted()
      brought = await run({ found: add, fine: (text) => void fine.push(text) })
      if (told.length === 0) told.push(this.#fineCheck(id, fine))
    } catch (error) {
      this.#isOver = true
      add(await this.#withHolder(this.#reasonOf(error)))
    }
    const durationMs = Math.round(this.clock.monotonicMs() - startedAt)
    this.#checks.push(...told.map((check) => ({ ...check, durationMs })))
    return brought
  }

  /** Waits this long, ms. @throws when the examination is ended meanwhile */
  async pause(ms: number): Promise<void> {
    const over = Promise.withResolvers<void>()
    const timer = this.clock.after(ms, over.resolve)
    const stop = (): void => over.resolve()
    this.signal.addEventListener('abort', stop, { once: true })
    await over.promise
    this.signal.removeEventListener('abort', stop)
    timer.dispose()
    this.signal.throwIfAborted()
  }

  /** Ends the examination; steps that were not reached are told as skipped. */
  report(): DoctorReport {
    const reached = new Set(this.#checks.map(({ step }) => step))
    const skipped = this.#plan.filter((id) => !reached.has(id)).map((id) => this.#skippedCheck(id))
    const complete = !this.signal.aborted
    this.#time.abort()
    return conclude({
      target: this.#target,
      at: this.#at,
      durationMs: Math.round(this.clock.monotonicMs() - this.#startedAt),
      complete,
      checks: [...this.#checks, ...skipped],
      facts: { ...this.facts, server: this.facts.server === null ? null : this.#clean(this.facts.server) },
    })
  }

  /** Once it is aborted, whatever a step failed with is a consequence of that. */
  #reasonOf(error: unknown): Finding {
    if (this.#time.signal.aborted)
      return { code: 'TIME_UP', text: 'The examination took too long and was ended here.' }
    if (this.signal.aborted) return { code: 'STOPPED', text: 'The examination was ended here.' }
    if (error instanceof Found) return error.finding
    return { code: 'DOCTOR_FAULT', text: 'The doctor itself failed here.', evidence: [errorText(error)] }
  }

  async #withHolder(finding: Finding): Promise<Finding> {
    if (finding.port === undefined) return finding
    const holder = await this.#holderOf(finding.port).catch(() => null)
    if (holder === null || (holder.pid === null && holder.command === null)) return finding
    const who = [holder.command, holder.pid === null ? null : `pid ${holder.pid}`].filter(Boolean).join(', ')
    return { ...finding, text: `${finding.text} Port ${finding.port} is held by ${who}.` }
  }

  #check(id: StepId, finding: Finding): DoctorCheck {
    const entry = codeEntry(finding.code)
    const verdict = finding.verdict ?? entry.verdict
    return {
      ...this.#blank(id),
      verdict,
      code: entry.code,
      name: entry.name,
      meaning: entry.meaning,
      text: this.#clean(finding.text),
      nextStep: verdict === 'ok' ? null : this.#clean(finding.nextStep ?? entry.nextStep),
      evidence: (finding.evidence ?? []).slice(0, 20).map((line) => this.#clean(line)),
    }
  }

  #fineCheck(id: StepId, texts: readonly string[]): DoctorCheck {
    return { ...this.#blank(id), text: this.#clean(texts.join(' ') || 'Nothing wrong.') }
  }

  #skippedCheck(id: StepId): DoctorCheck {
    return { ...this.#blank(id), verdict: 'skipped', text: 'Not looked at, because of what stands above.' }
  }

  #blank(id: StepId): DoctorCheck {
    const told = { text: '', nextStep: null, evidence: [], durationMs: 0 }
    const nothing = { code: null, name: null, meaning: null, ...told }
    return { step: id, title: stepTitles[id], verdict: 'ok', ...nothing }
  }

  #clean(text: string): string {
    return shown(this.#redact(text.slice(0, MAX_TEXT), text.length > MAX_TEXT))
  }
}
