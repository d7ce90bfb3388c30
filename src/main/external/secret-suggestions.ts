import { secretsIn } from '@shared/domain/external'

/** Names of variables and headers whose values are nobody's business. */
const SECRET_NAME =
  /token|secret|passw|pwd|api[-_]?key|access[-_]?key|credential|authorization|private|cookie/i
/** Credentials that show by their form: those of known makers, and JSON Web Tokens. */
const SECRET_FORM =
  /\b(sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)/
const SECRET_ARGUMENT = /^--?[\w-]*(token|secret|passw|api[-_]?key|credential)[\w-]*(=.+)?$/i
/** What clients put in themselves: `${VAR}`, `${env:VAR}`, `${input:id}`, `${VAR:-default}`. */
const CLIENT_REFERENCE = /\$\{(?!secret:)(?:env:|input:)?([A-Za-z_][\w.-]*)(?::-[^}]*)?\}/g

/** Takes secrets out of an imported definition and says what the person must store under which name. */
export class SecretSuggestions {
  readonly problems: string[] = []
  readonly #prefix: string

  /** @param id begins the names, because two servers may have a variable of one name */
  constructor(id: string) {
    this.#prefix = id
  }

  /** @returns the texts with references in place of secrets */
  replace(texts: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(texts).map(([key, value]) => [key, this.#replaceOne(key, value)]),
    )
  }

  /** Tells secrets in places where nothing can be put in their stead safely: arguments and addresses. */
  look(texts: readonly string[]): void {
    for (const name of texts.flatMap(secretsIn))
      this.problems.push(
        `an argument would be given your secret "${name}". Add this server only if it should have it.`,
      )
    if (
      texts.some(
        (text) =>
          SECRET_FORM.test(text) || SECRET_ARGUMENT.test(text) || /[?&][\w-]*(key|token|secret)=/i.test(text),
      )
    )
      this.problems.push(
        'an argument or the address looks like it holds a secret. Store it under Secrets and write ${secret:NAME} in its place.',
      )
  }

  #replaceOne(key: string, value: string): string {
    const withReferences = value.replace(CLIENT_REFERENCE, (_, variable: string) => {
      this.problems.push(
        `${key} takes "${variable}" from the client's surroundings. Store it as the secret "${variable.slice(0, 64)}", or write its value.`,
      )
      return `\${secret:${variable.slice(0, 64)}}`
    })
    for (const name of secretsIn(value))
      this.problems.push(
        `${key} would be given your secret "${name}". Add this server only if it should have it.`,
      )
    if (withReferences !== value || value.trim() === '' || value.includes('${secret:')) return withReferences
    if (!SECRET_NAME.test(key) && !SECRET_FORM.test(value)) return value
    const name = `${this.#prefix}.${key}`.replaceAll(/[^A-Za-z0-9_.-]/g, '_').slice(0, 64)
    this.problems.push(
      `${key} looks like a secret and is not copied. Store it as the secret "${name}" first, then import again and allow it.`,
    )
    const scheme = /^(Bearer|Basic|Token)\s+/i.exec(value)?.[0] ?? ''
    return `${scheme}\${secret:${name}}`
  }
}
