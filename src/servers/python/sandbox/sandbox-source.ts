import { runnerSource } from '../runner-source'

/**
 * The runner, how a run is stopped, and what is taken away from Python before it runs anything.
 *
 * A run is stopped by an exception of its own kind: asyncio lets a KeyboardInterrupt out of its loop, where nobody
 * would catch it. What only waits gets no signal, so its waiting is cancelled.
 */
export const sandboxSource = `${runnerSource}
import asyncio, signal

class Stopped(BaseException):
    """The run reached a limit."""

def on_interrupt(_signal, frame):
    # Only in the person's code, which has a name of its own: the event loop must go on.
    while (running or resting) and frame:
        if frame.f_code.co_filename.startswith("<python "):
            raise Stopped
        frame = frame.f_back

resting = False

async def run_and_rest(source, name, namespace):
    """Nothing of a run goes on after it: the tasks it left are cancelled, and a moment is given to them."""
    global resting
    resting = False
    outcome = await run(source, name, namespace)
    resting = True
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=0.1)
    return outcome

def stop_waiting():
    for task in asyncio.all_tasks():
        if task._fut_waiter is not None:
            task.cancel()

def prepare():
    # Pyodide's own JavaScript. The world around is powerless anyway; this keeps code from breaking its interpreter.
    from _pyodide._importhook import jsfinder
    jsfinder.jsproxies.pop("pyodide_js", None)
    sys.modules.pop("pyodide_js", None)
    sys.stdout.reconfigure(line_buffering=True)
    signal.signal(signal.SIGINT, on_interrupt)
`
