"""The commands: run, start, stop, env, install."""

import argparse
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from . import interrupts, postgres, redis_server, state
from .accounts import service_account
from .errors import ServiceError
from .java import find_jdk
from .processes import ProcessGroup, die_with_parent
from .provision import Kind, Service, provide, say

EXIT_UNAVAILABLE = 69  # EX_UNAVAILABLE of sysexits.h: unlike any code of pytest
_COMMAND_GRACE = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the code to exit with."""
    options = _parser().parse_args(arguments)
    interrupts.install()
    try:
        match options.action:
            case "run":
                return _run(options.command, options.only or list(Kind))
            case "start":
                _start(options.only or list(Kind))
            case "stop":
                _stop()
            case "env":
                _print_exports(state.load())
            case "install":
                _install()
    except ServiceError as error:
        say(str(error))
        return EXIT_UNAVAILABLE
    except interrupts.Interrupted as interrupted:
        say(str(interrupted))
        return 128 + interrupted.signum
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.services", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    run = actions.add_parser("run", help="run a command with the services, then stop them")
    start = actions.add_parser("start", help="start the services and leave them running")
    for action in (run, start):
        action.add_argument("--only", type=Kind, choices=list(Kind), action="append", help="just this service")
    actions.add_parser("install", help="have the programs of the services, installed where root can")
    run.add_argument("command", nargs="+", help="what to run, after --")
    actions.add_parser("stop", help="stop what start has started")
    actions.add_parser("env", help="print what start has started, as exports for a shell")
    return parser


def _run(command: Sequence[str], kinds: Sequence[Kind]) -> int:
    services: list[Service] = []
    try:
        for kind in kinds:
            services.append(provide(kind))
        interrupts.check()
        return _run_command(command, services)
    finally:
        with interrupts.shielded():
            _stop_all(services)


def _run_command(command: Sequence[str], services: Sequence[Service]) -> int:
    """Run ``command`` with the services' URLs, passing signals on; return its exit code."""
    env = {**os.environ, **{service.kind.variable: service.url for service in services}}
    # At a terminal the command stays in this process group, or it could not read its input.
    in_foreground = _is_foreground()
    try:
        process = subprocess.Popen(
            list(command),
            env=env,
            process_group=None if in_foreground else 0,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
    except OSError as error:
        raise ServiceError(f"Cannot run {command[0]}: {error.strerror}.") from None
    group = None if in_foreground else ProcessGroup.of(process)
    try:
        code = _wait(process, group)
    finally:
        if group is not None:
            group.end(signal.SIGTERM, grace=5)  # what the command left in the background
    return code if code >= 0 else 128 - code


def _is_foreground() -> bool:
    return os.isatty(0) and os.tcgetpgrp(0) == os.getpgrp()


def _wait(process: "subprocess.Popen[bytes]", group: ProcessGroup | None) -> int:
    deadline: float | None = None
    while True:
        try:
            return process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            for signum in interrupts.take():
                _pass_on(signum, process, group)
                # SIGINT has no deadline: a debugger takes it and goes on.
                if signum is not signal.SIGINT and deadline is None:
                    deadline = time.monotonic() + _COMMAND_GRACE
            if deadline is not None and time.monotonic() > deadline:
                process.kill()


def _pass_on(signum: signal.Signals, process: "subprocess.Popen[bytes]", group: ProcessGroup | None) -> None:
    if group is not None:
        group.send(signum)
    elif signum is not signal.SIGINT:
        process.send_signal(signum)
    # A SIGINT in the foreground was Ctrl-C, which the terminal has sent to the command as well.


def _start(kinds: Sequence[Kind]) -> None:
    services: list[Service] = []
    for service in state.load():
        if service.answers():
            services.append(service)
        else:
            service.stop()
    state.save(services)
    for kind in kinds:
        if kind in {service.kind for service in services}:
            say(f"{kind}: runs already")
            continue
        services.append(provide(kind, outlive_parent=True))
        # After each one, so that an interrupt leaves nothing running unknown.
        state.save(services)
    _print_exports(services)


def _stop() -> None:
    services = state.load()
    if not services:
        say("nothing was started")
    while services:
        services[-1].stop()
        services.pop()
        state.save(services)


def _stop_all(services: Sequence[Service]) -> None:
    for service in reversed(services):
        service.stop()


def _install() -> None:
    missing: list[str] = []
    for find in (postgres.find_programs, lambda: find_jdk(service_account()), redis_server.find_program):
        try:
            find()
        except ServiceError as error:
            missing.append(str(error))
    if missing:
        raise ServiceError("\n".join(missing))


def _print_exports(services: Sequence[Service]) -> None:
    if not services:
        raise ServiceError("Nothing is started. Run: python -m tests.services start")
    for service in services:
        sys.stdout.write(f"export {service.kind.variable}={shlex.quote(service.url)}\n")
