import { extname } from 'node:path'

const byExtension: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.bmp': 'image/bmp',
  '.svg': 'image/svg+xml',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
  '.flac': 'audio/flac',
}

/** Images and audio as clients can show them; anything else is a blob. */
export function mediaType(path: string): string {
  return byExtension[extname(path).toLowerCase()] ?? 'application/octet-stream'
}
