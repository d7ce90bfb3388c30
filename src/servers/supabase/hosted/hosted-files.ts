import { ToolError } from '../../kit/define-tool'
import type { FileStore, StoredFile } from '../backend'
import type { HostedSettings } from '../settings'
import type { ShownBy } from '../unknown-outcome'
import { hostedToolError } from './hosted-error'
import { projectClient, type ProjectClient } from './supabase-client'
import { withoutKey } from './without-key'

type Storage = ProjectClient['storage']
interface Answer<T> {
  data: T
  error: Error | null
}

interface AskOptions {
  maxBytes?: number
  isFile?: boolean
  /** Of what changes something. */
  changeShownBy?: ShownBy | null
}

/** The project's storage. */
export class HostedFiles implements FileStore {
  readonly #settings: HostedSettings

  constructor(settings: HostedSettings) {
    this.#settings = settings
  }

  async buckets(signal: AbortSignal): Promise<{ name: string; isPublic: boolean }[]> {
    const buckets = await this.#ask(signal, (storage) => storage.listBuckets())
    return buckets.map(({ name, public: isPublic }) => ({ name, isPublic }))
  }

  async list(
    { bucket, folder, limit, offset }: Parameters<FileStore['list']>[0],
    signal: AbortSignal,
  ): Promise<StoredFile[]> {
    const files = await this.#ask(signal, (storage) => storage.from(bucket).list(folder, { limit, offset }))
    const path = (name: string): string => (folder === '' ? name : `${folder.replace(/\/+$/, '')}/${name}`)
    return files.map(({ name, id, metadata, updated_at: updatedAt }) => ({
      // The storage knows no folders: what begins alike is shown as one, without an id.
      path: id === null ? `${path(name)}/` : path(name),
      bytes: numberOf(metadata?.['size']),
      contentType: textOf(metadata?.['mimetype']),
      updatedAt: updatedAt ?? null,
    }))
  }

  async upload(file: Parameters<FileStore['upload']>[0], signal: AbortSignal): Promise<void> {
    const { bucket, path, bytes, contentType, overwrite } = file
    await this.#ask(
      signal,
      (storage) => storage.from(bucket).upload(encodedPath(path), bytes, { contentType, upsert: overwrite }),
      { changeShownBy: 'list_files' },
    )
  }

  async download(
    { bucket, path, maxBytes }: Parameters<FileStore['download']>[0],
    signal: AbortSignal,
  ): Promise<{ bytes: Uint8Array; contentType: string }> {
    const blob = await this.#ask(signal, (storage) => storage.from(bucket).download(encodedPath(path)), {
      maxBytes,
      isFile: true,
    })
    const bytes = Buffer.from(await blob.arrayBuffer())
    if (bytes.includes(this.#settings.key))
      throw new ToolError('This file holds the key of this service, so it is not shown. Tell the person.')
    return { bytes, contentType: blob.type }
  }

  async #ask<T>(
    signal: AbortSignal,
    ask: (storage: Storage) => PromiseLike<Answer<T>>,
    { changeShownBy = null, ...limits }: AskOptions = {},
  ): Promise<NonNullable<T>> {
    try {
      const { storage } = await projectClient(this.#settings, signal, limits)
      const { data, error } = await ask(storage)
      if (error) throw error
      if (data === null || data === undefined) throw new Error('The storage answered nothing.')
      return limits.isFile ? data : withoutKey(data, this.#settings.key)
    } catch (error) {
      throw hostedToolError(originalOf(error), this.#settings, changeShownBy)
    }
  }
}

/** The storage wraps what `fetch` threw. */
function originalOf(error: unknown): unknown {
  if (error instanceof Error && 'originalError' in error && error.originalError instanceof Error)
    return error.originalError
  return error
}

function encodedPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
