import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const MAX_FANS = 16

/**
 * Fans that turn, in revolutions a minute. Linux tells them in /sys/class/hwmon (kernel documentation, "hwmon sysfs
 * interface"); other systems tell nobody without rights or drivers of their own.
 */
export async function readFans(root = '/sys/class/hwmon'): Promise<number[]> {
  const speeds: number[] = []
  for (const chip of await names(root))
    for (const file of await names(join(root, chip))) {
      if (!/^fan\d+_input$/.test(file)) continue
      const speed = Number(await readFile(join(root, chip, file), 'utf8').catch(() => '0'))
      if (speed > 0 && speeds.length < MAX_FANS) speeds.push(speed)
    }
  return speeds
}

async function names(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => [])
}
