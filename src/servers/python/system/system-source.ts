import { runnerSource } from '../runner-source'

/** The runner as a program: code and result are files, so that stdout and stderr are the code's alone. */
export const systemSource = `${runnerSource}
import asyncio, os, types

def awaits(source):
    """Only code that awaits gets an event loop: asyncio.run does not work inside of one."""
    try:
        compile(source, "<python>", "exec", dont_inherit=True)
        return False
    except (SyntaxError, ValueError):
        return True

def main(code_file, result_file):
    with open(code_file, encoding="utf-8") as file:
        source = file.read()
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    sys.argv = [""]
    sys.path[0] = os.getcwd()
    coroutine = run(source, "<python>", module.__dict__)
    if awaits(source):
        outcome = asyncio.run(coroutine)
    else:
        try:
            coroutine.send(None)
        except StopIteration as end:
            outcome = end.value
    with open(result_file, "w", encoding="utf-8") as file:
        file.write(outcome)

main(*sys.argv[1:])
`
