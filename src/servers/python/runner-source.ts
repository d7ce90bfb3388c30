/**
 * The Python that runs a person's code and describes what came of it, the same in both engines. `run` gives JSON:
 * `RunOutcome` in run-outcome.ts.
 */
export const runnerSource = String.raw`
import ast, inspect, json, linecache, math, sys, traceback

MAX_REPR = 20_000
MAX_TRACEBACK = 8_000
MAX_VARIABLES = 100
MAX_ITEMS = 10_000
SAFE_INTEGER = 2**53 - 1
# Whether a person's code runs: only then may it be stopped.
running = False

def cut(text, limit):
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= limit else f"{text[:limit]}... ({len(text)} characters in all)"

def compile_parts(source, name):
    """The statements, and the last expression by itself: its value is the result."""
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    tree = ast.parse(source, name)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    body = compile(tree, name, "exec", flags, dont_inherit=True)
    return body, last and compile(last, name, "eval", flags, dont_inherit=True)

async def evaluate(code, namespace):
    value = eval(code, namespace)
    return await value if code.co_flags & inspect.CO_COROUTINE else value

def is_plain(value, depth=0):
    """Whether JSON gives the same value back, in JavaScript too."""
    kind = type(value)
    if value is None or kind in (bool, str):
        return True
    if kind is int:
        return abs(value) <= SAFE_INTEGER
    if kind is float:
        return math.isfinite(value)
    if depth > 20 or kind not in (list, tuple, dict) or len(value) > MAX_ITEMS:
        return False
    if kind is dict:
        return all(type(key) is str and is_plain(item, depth + 1) for key, item in value.items())
    return all(is_plain(item, depth + 1) for item in value)

def as_json(value):
    text = json.dumps(value) if is_plain(value) else None
    return text if text is not None and len(text) <= MAX_REPR else None

def describe(error, name):
    """Type, message and traceback, which begins in the person's code."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename != name:
        trace = trace.tb_next
    try:
        lines = traceback.TracebackException(type(error), error, trace, compact=True, limit=-20).format()
        text = "".join(lines)
    except BaseException as failure:
        text = f"(The traceback cannot be shown: {type(failure).__name__})"
    try:
        message = str(error)
    except BaseException:
        message = ""
    return {"type": type(error).__name__, "message": cut(message, 2_000), "traceback": cut(text, MAX_TRACEBACK)}

def variables(namespace):
    shown = [
        f"{name}: {type(value).__name__}"
        for name, value in namespace.items()
        if isinstance(name, str) and not name.startswith("_") and not inspect.ismodule(value)
    ]
    return [cut(each, 200) for each in shown[:MAX_VARIABLES]]

def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            pass

async def run(source, name, namespace):
    global running
    value = shown = as_text = error = None
    try:
        running = True
        body, last = compile_parts(source, name)
        await evaluate(body, namespace)
        if last:
            value = await evaluate(last, namespace)
        if value is not None:
            namespace["_"] = value
            shown = cut(repr(value), MAX_REPR)
            as_text = as_json(value)
        running = False
    except SystemExit as end:
        running = False
        if end.code not in (None, 0):
            error = {"type": "SystemExit", "message": cut(str(end.code), 2_000), "traceback": ""}
    except BaseException as failure:
        running = False
        error = describe(failure, name)
    flush()
    outcome = {"result": shown, "json": as_text, "error": error, "variables": variables(namespace)}
    return json.dumps(outcome)
`
