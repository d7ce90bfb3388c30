"""Exchanges two names with renameat2(RENAME_EXCHANGE) as fast as it can, until it is killed: neither is ever missing."""

import ctypes
import sys

AT_FDCWD, RENAME_EXCHANGE = -100, 2
libc = ctypes.CDLL(None, use_errno=True)
one, other = (name.encode() for name in sys.argv[1:3])
print("ready", flush=True)
while libc.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0:
    pass
sys.exit(f"renameat2 failed: errno {ctypes.get_errno()}")
