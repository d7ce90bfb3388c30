import { z } from 'zod'

/** Stable for ever: what a code means never changes; see docs/doctor.md. */
export const DoctorCode = z.string().regex(/^OMD-\d{3}$/)
export type DoctorCode = z.infer<typeof DoctorCode>

/** `skipped`: it could not be looked at, mostly because of something before it. */
export const Verdict = z.enum(['ok', 'warning', 'problem', 'skipped'])
export type Verdict = z.infer<typeof Verdict>

/** One thing that was looked at. */
export const DoctorCheck = z.object({
  /** Which step it belongs to, e.g. `handshake`. */
  step: z.string(),
  /** The step in words. */
  title: z.string(),
  verdict: Verdict,
  /** What was found; null when there is nothing to tell. */
  code: DoctorCode.nullable(),
  /** The code's name, e.g. `COMMAND_NOT_FOUND`. */
  name: z.string().nullable(),
  /** What the code means, whoever has it; null without one. */
  meaning: z.string().nullable(),
  /** What is so, or what is wrong, in plain words. */
  text: z.string(),
  /** The one next step; null where nothing is to be done. */
  nextStep: z.string().nullable(),
  /** What it was seen by: lines of output, names of tools. Redacted and cut. */
  evidence: z.array(z.string()),
  durationMs: z.number(),
})
export type DoctorCheck = z.infer<typeof DoctorCheck>

export const DoctorTarget = z.object({
  kind: z.enum(['service', 'endpoint', 'command', 'machine']),
  /** A service's title, an address, a command line, `This machine`. */
  title: z.string(),
})
export type DoctorTarget = z.infer<typeof DoctorTarget>

/** What was learned of the server on the way; null where it was not reached. */
export const DoctorFacts = z.object({
  /** `name version`, as the server says it. */
  server: z.string().nullable(),
  /** Protocol revisions it was seen to speak, newest first. */
  revisions: z.array(z.string()),
  tools: z.number().int().nullable(),
  prompts: z.number().int().nullable(),
  resources: z.number().int().nullable(),
  /** About how many tokens the tools' definitions cost a model. */
  definitionTokens: z.number().int().nullable(),
  handshakeMs: z.number().nullable(),
  /** Median of a few small requests. */
  roundTripMs: z.number().nullable(),
})
export type DoctorFacts = z.infer<typeof DoctorFacts>

export const DoctorReport = z.object({
  target: DoctorTarget,
  /** UTC epoch ms. */
  at: z.number(),
  durationMs: z.number(),
  /** The worst of all checks. */
  verdict: z.enum(['ok', 'warning', 'problem']),
  /** False when time ran out or somebody stopped it. */
  complete: z.boolean(),
  /** One sentence: the first cause, or that nothing was found. */
  summary: z.string(),
  /** Of the first cause; null when there is none. */
  code: DoctorCode.nullable(),
  nextStep: z.string().nullable(),
  /** In the order in which one thing rests on another. */
  checks: z.array(DoctorCheck),
  facts: DoctorFacts,
})
export type DoctorReport = z.infer<typeof DoctorReport>

/** How far an examination is. */
export const DoctorProgress = z.object({
  /** What is looked at now, in words. */
  title: z.string(),
  done: z.number().int(),
  total: z.number().int(),
})
export type DoctorProgress = z.infer<typeof DoctorProgress>
