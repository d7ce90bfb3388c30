import type { NativeImage as ElectronImage } from 'electron'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { strict } from '../support/strict.ts'

type Modelled = Pick<ElectronImage, 'isEmpty' | 'getSize' | 'setTemplateImage' | 'isTemplateImage'>

/** A PNG file's bytes; nothing is drawn. */
export class NativeImage implements Modelled {
  /** Name of the file, for tests. */
  readonly name: string
  private readonly png: Buffer
  private template = false

  constructor(name: string, png: Buffer) {
    this.name = name
    this.png = png
    return strict('NativeImage', this)
  }

  isEmpty(): boolean {
    return this.png.length === 0
  }
  /** From the PNG's header: width and height are at fixed places. */
  getSize(): { width: number; height: number } {
    if (this.isEmpty()) return { width: 0, height: 0 }
    return { width: this.png.readUInt32BE(16), height: this.png.readUInt32BE(20) }
  }
  setTemplateImage(option: boolean): void {
    this.template = option
  }
  isTemplateImage(): boolean {
    return this.template
  }
}

export const nativeImage = strict('nativeImage', {
  /** As in Electron, a missing file gives an empty image, not an error. */
  createFromPath: (path: string): NativeImage =>
    new NativeImage(basename(path), existsSync(path) ? readFileSync(path) : Buffer.alloc(0)),
})
