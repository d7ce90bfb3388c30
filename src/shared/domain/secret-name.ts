import { z } from 'zod'

/** The name of a stored secret. Those that begin with "oauth." belong to the program. */
export const SecretName = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/)

/** One a person may give to a service. */
export const OwnableSecretName = SecretName.refine((name) => !name.startsWith('oauth.'), {
  error: 'Names that begin with "oauth." belong to OmniMind.',
})
