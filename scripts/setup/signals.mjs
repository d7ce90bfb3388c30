/**
 * Lets the child decide how to end. A terminal sends Ctrl-C and its own closing to the child as well, so these are only
 * outlived here; passing them on would tell the child twice, which it takes for "at once". A request to end comes to this
 * process alone and is passed on.
 */
export function passSignals(child) {
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
}
