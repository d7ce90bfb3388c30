import { z } from 'zod'

const issuer = { issuer: z.string().optional() }

/** OAuth 2.1 tokens as the sign-in service gave them, with the service they belong to. */
const Tokens = z.looseObject({
  access_token: z.string(),
  token_type: z.string(),
  expires_in: z.number().optional(),
  scope: z.string().optional(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
  ...issuer,
})

/** How the sign-in service knows this client. */
const ClientInformation = z.looseObject({
  client_id: z.string(),
  client_secret: z.string().optional(),
  redirect_uris: z.array(z.string()).optional(),
  ...issuer,
})

/** A sign-in the browser has not come back from. */
const PendingSignIn = z.object({
  state: z.string(),
  codeVerifier: z.string(),
  /** What was found out about the sign-in service when it began; the code is redeemed there only. */
  discovery: z.looseObject({ authorizationServerUrl: z.string() }),
  scope: z.string().nullable(),
})
export type PendingSignIn = z.infer<typeof PendingSignIn>

/** Everything a tenant keeps of its signing in; main seals it and gives it back at the next start. */
export const Credentials = z.object({
  tokens: Tokens.nullable().default(null),
  client: ClientInformation.nullable().default(null),
  pending: z.array(PendingSignIn).default([]),
})
export type Credentials = z.infer<typeof Credentials>

/** @returns what was kept; nothing when it cannot be read (then the person signs in again) */
export function readCredentials(text: string | null): Credentials {
  try {
    return Credentials.parse(JSON.parse(text ?? '{}'))
  } catch {
    return Credentials.parse({})
  }
}
