"""DynamoDB Local on the loopback interface.

Started with ``java -jar`` it listens on all interfaces and has no option against that. Started
from here, its web server is told where to listen before it starts.

Tables are kept in memory and shared: credentials and regions make no difference, so a table
created through LocalStack is the same one for a client that talks to this port directly.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import jpype

from .settings import LOOPBACK

_RUNNER = "com.amazonaws.services.dynamodbv2.local.main.ServerRunner"
# Measured on two cores: half the processor time for the first 10,000 requests, and no less speed
# after them. A local cloud seldom lives long enough for the second compiler to pay.
_QUICK_COMPILER = "-XX:TieredStopAtLevel=1"
_JVM_FILES = (
    "lib/server/libjvm.so",
    "lib/server/libjvm.dylib",
    "Contents/Home/lib/server/libjvm.dylib",
)


def find_jvm(java_home: str) -> str:
    """The shared library of the Java installation, which has another place on each platform."""
    for file in _JVM_FILES:
        candidate = Path(java_home, file)
        if candidate.exists():
            return str(candidate)
    return jpype.getDefaultJVMPath()


def _start(port: int, libraries: Path, heap: str) -> None:
    jpype.startJVM(
        find_jvm(os.environ.get("JAVA_HOME", "")),
        f"-Xmx{heap}",
        _QUICK_COMPILER,
        f"-Djava.library.path={libraries}",
        classpath=[str(jar) for jar in _jars(libraries)],
        convertStrings=False,
    )
    runner = jpype.JClass(_RUNNER)
    proxy = runner.createServerFromCommandLineArgs(["-port", str(port), "-inMemory", "-sharedDb"])
    field = proxy.getClass().getDeclaredField("server")
    field.setAccessible(True)
    for connector in field.get(proxy).getConnectors():
        connector.setHost(LOOPBACK)
    proxy.start()


def _jars(libraries: Path) -> list[Path]:
    """What Maven laid down, or what LocalStack unpacked: there the main jar lies one level up."""
    return sorted(libraries.glob("*.jar")) + sorted(libraries.parent.glob("DynamoDBLocal.jar"))


def main(arguments: Sequence[str]) -> None:
    """Serves until terminated, or until the process that started it is gone."""
    parser = argparse.ArgumentParser(prog="dynamodb_server")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--libraries", type=Path, required=True)
    parser.add_argument("--heap", default="256m")
    options = parser.parse_args(arguments)

    parent = os.getppid()
    _start(options.port, options.libraries, options.heap)
    # After the start, since the JVM sets handlers of its own, which crash; and without ceremony,
    # since an orderly exit would wait for the threads of the web server, which do not end.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
