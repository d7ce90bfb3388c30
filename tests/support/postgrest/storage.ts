import type { RestResponse } from './tables'

interface File {
  bytes: Buffer
  type: string
}

/** Buckets of files in memory, as much of Supabase's storage as our tools use. */
export class TestStorage {
  readonly files = new Map<string, File>()

  readonly #buckets: readonly string[]

  constructor(buckets: readonly string[]) {
    this.#buckets = buckets
  }

  /** @param path after `/storage/v1/`, decoded */
  answer(
    method: string,
    path: string,
    headers: Record<string, unknown>,
    body: Buffer,
  ): RestResponse & { file?: File } {
    if (path === 'bucket')
      return json(
        200,
        this.#buckets.map((name) => ({ id: name, name, public: name === 'open' })),
      )
    const listed = /^object\/list\/([^/]+)$/.exec(path)?.[1]
    if (listed !== undefined) return json(200, this.#list(listed, JSON.parse(body.toString()) as ListBody))
    const [, place = ''] = /^object\/(.+)$/.exec(path) ?? []
    if (!this.#buckets.includes(place.split('/')[0] ?? '')) return refusal(404, 'Bucket not found')
    if (method === 'GET') {
      const file = this.files.get(place)
      return file ? { status: 200, file } : refusal(404, 'Object not found')
    }
    if (this.files.has(place) && headers['x-upsert'] !== 'true')
      return refusal(409, 'The resource already exists')
    this.files.set(place, { bytes: body, type: String(headers['content-type']) })
    return json(200, { Id: place, Key: place })
  }

  #list(bucket: string, { prefix, limit, offset }: ListBody) {
    const start = prefix === '' ? `${bucket}/` : `${bucket}/${prefix}/`
    const below = [...this.files].filter(([path]) => path.startsWith(start))
    const names = below.map(([path, file]) => {
      const [name = '', ...rest] = path.slice(start.length).split('/')
      const isFolder = rest.length > 0
      const metadata = isFolder ? null : { size: file.bytes.length, mimetype: file.type }
      return {
        name,
        id: isFolder ? null : path,
        metadata,
        updated_at: isFolder ? null : '2026-01-01T00:00:00Z',
      }
    })
    const unique = [...new Map(names.map((one) => [one.name, one])).values()]
    return unique.slice(offset, offset + limit)
  }
}

interface ListBody {
  prefix: string
  limit: number
  offset: number
}

function json(status: number, value: unknown): RestResponse {
  return { status, body: JSON.stringify(value) }
}

function refusal(status: number, message: string): RestResponse {
  return json(status, { statusCode: String(status), error: message, message })
}
