import { GatewayLimits } from '@shared/domain/limits'

/** What to mend, by the place of the field: `concurrency.min`. */
export type LimitErrors = Record<string, string>

/** Checks limits as they are typed, in words that say what to do. */
export function limitErrors(limits: GatewayLimits): LimitErrors {
  const errors: LimitErrors = {}
  const parsed = GatewayLimits.safeParse(limits)
  for (const issue of parsed.error?.issues ?? []) {
    const place = issue.path.join('.')
    if (issue.code === 'too_small')
      errors[place] = `At least ${Number(issue.minimum).toLocaleString('en-US')}.`
    else if (issue.code === 'too_big')
      errors[place] = `At most ${Number(issue.maximum).toLocaleString('en-US')}.`
    else errors[place] = 'A whole number is needed.'
  }
  const { min, max, initial } = limits.concurrency
  if (min > max) errors['concurrency.max'] ??= 'Not below the lowest.'
  if (initial < min || initial > max) errors['concurrency.initial'] ??= 'Between the lowest and the highest.'
  return errors
}
