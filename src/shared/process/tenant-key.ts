import { z } from 'zod'

/**
 * Main and the two processes that host external servers (`stdio-host`, `remote-host`). One such process carries
 * many tenants; a tenant is one run of one server, named by a key that is never used twice. To the supervisor each
 * tenant looks like a process of its own: the messages of a service, wrapped.
 */
export const TenantKey = z.string().regex(/^[a-z][a-z0-9-]{0,62}#\d{1,9}$/)
