"""Processes are killed at random instants, under load, many times: nothing is lost, and nothing happens twice.

    .venv/bin/python -m tests.end_to_end.killing --kills 200 [--seed 7] [--folder DIR]

Real processes on one file: some take steps from several threads, some run the office by itself (``gridjustice run``)
and tell a real HTTP server by signed webhooks, and people by an SMS gateway on the same server. Each is killed with
SIGKILL and started again. At the end everything that was answered must be there once, everything that was stored must
have arrived, what arrived twice must have come under one key with one content, and not more often than somebody who
tells was killed.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import attrs

import gridjustice_holidays.plugin
import gridjustice_sqlalchemy.plugin
from gridjustice.application.office import Office
from gridjustice.hooks import Plugins, builtin
from gridjustice.ports.clock import FixedClock
from gridjustice.ports.relaying import NOTICES
from gridjustice.testing.district import START, person, small_district

TAKER = Path(__file__).with_name("killed_worker.py")
TAKERS, TELLERS = 2, 2
LEASE_SECONDS = 6
SPARED = 0.95
"""Most that have not done anything yet are spared: to start takes longer than to be killed."""

SECRET = "whsec_" + "R3JpZEp1c3RpY2UgdGVzdHMgb25seSwgMzIgYnl0ZXM="


@attrs.frozen
class Arrival:
    """What arrived at the server."""

    target: str
    key: str
    body: bytes


class Server:
    """A real HTTP server that takes everything and remembers it in the order of its coming."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        lock = threading.Lock()
        arrivals = self.arrivals

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                key = self.headers.get("webhook-id") or self.headers.get("idempotency-key") or ""
                with lock:
                    arrivals.append(Arrival(self.path.strip("/"), key, body))
                self.send_response(200)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"OK")

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                """Who is killed hangs up in the middle of a word."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@attrs.define
class Killed:
    """What one run found.

    Attributes:
        kills: of takers, and of tellers.
        answered: steps that somebody was answered.
        stored: events in the end.
        arrived: deliveries that arrived, without repetitions, by target.
        repeated: repetitions, by target.
        faults: everything that is wrong, in words; empty where nothing is.
    """

    kills: Counter[str] = attrs.Factory(Counter)
    answered: int = 0
    stored: int = 0
    arrived: dict[str, int] = attrs.Factory(dict)
    repeated: dict[str, int] = attrs.Factory(dict)
    faults: list[str] = attrs.Factory(list)


class Torture:
    """One run in a folder of its own."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._chance = random.Random(seed)
        self._database = folder / "court.db"
        self._server = Server()
        self._office = self._made()
        self._config = folder / "gridjustice.toml"
        self._config.write_text(self._settings(), encoding="utf-8")
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._slept: dict[str, int] = {}

    def run(self, kills: int) -> Killed:
        """Kill so many times, let everything come to rest, and look."""
        found = Killed()
        try:
            for number in range(TELLERS):
                self._start(f"teller-{number}")
            self._until_somebody_tells()
            for number in range(TAKERS):
                self._start(f"taker-{number}")
            while sum(found.kills.values()) < kills:
                time.sleep(self._chance.uniform(0.02, 0.8))
                name = self._chance.choice(sorted(self._running))
                if not self._is_awake(name) and self._chance.random() < SPARED:
                    continue
                self._kill(name)
                found.kills[name.partition("-")[0]] += 1
                self._start(name)
            for name in [name for name in self._running if name.startswith("taker")]:
                self._kill(name)
            self._rest(found)
            self._stop()
            self._look(found)
        finally:
            for process in self._running.values():
                process.kill()
                process.wait()
            self._office.storage.close()
            self._server.close()
        return found

    def _until_somebody_tells(self) -> None:
        """People hear of what happens once there are notices."""
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            with self._office.storage.read() as reader:
                if NOTICES in {row.name for row in reader.relay.targets()}:
                    return
            time.sleep(0.05)
        raise AssertionError("nobody began to tell")

    def _made(self) -> Office:
        offered = (
            ("builtin", builtin),
            ("sqlalchemy", gridjustice_sqlalchemy.plugin),
            ("holidays", gridjustice_holidays.plugin),
        )
        plugins = Plugins(offered)
        clock = FixedClock(START)
        office = Office(plugins.storage(f"sqlite:///{self._database}?timeout=60"), plugins, clock=clock, prepare=True)
        district = small_district(office, clock)
        for number, handle in enumerate(("triage", "worker", "liaison", "judge")):
            contact = {"medium": "sms", "address": f"1390000100{number}"}
            district.do("supervisor", person(handle), "set_contacts", contacts=[contact])
        return office

    def _settings(self) -> str:
        return f"""
[relay]
first_seconds = 0.1
longest_seconds = 1
lease_seconds = {LEASE_SECONDS}

[feeds.archive]
adapter = "webhook"
url = "{self._server.url}/archive"
secrets = ["{SECRET}"]
kinds = ["dispute"]

[notices]
quiet_from = "00:00"
quiet_until = "00:00"

[channels.sms]
adapter = "sms"
vendor = "http"
url = "{self._server.url}/sms"
form = {{ to = "{{number}}", text = "{{text}}" }}
"""

    def _start(self, name: str) -> None:
        if name.startswith("taker"):
            command = [sys.executable, str(TAKER), str(self._database), str(self._folder), name]
        else:
            address = f"sqlite:///{self._database}?timeout=60"
            command = [sys.executable, "-m", "gridjustice_cli", "--db", address, "--config", str(self._config)]
            command += ["run", "--poll", "0.02", "--sweep-every", "0.5"]
        self._slept[name] = self._written(name)
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(command, stdout=log, stderr=log)

    def _written(self, name: str) -> int:
        """How much a process has written, in all its lives."""
        return sum(path.stat().st_size for path in self._folder.glob(f"{name}*") if path.exists())

    def _is_awake(self, name: str) -> bool:
        """Whether it has done something since it was started."""
        return self._written(name) > self._slept[name]

    def _kill(self, name: str) -> None:
        process = self._running.pop(name)
        if process.poll() is not None:
            said = (self._folder / f"{name}.log").read_text(errors="replace")[-2000:]
            raise AssertionError(f"{name} ended by itself with {process.returncode}: {said}")
        process.kill()
        process.wait()

    def _rest(self, found: Killed, seconds: float = 300) -> None:
        """Nothing is left to be told."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            with self._office.storage.read() as reader:
                left = reader.relay.unspread() + sum(each.waiting for each in reader.relay.backlog())
                dead = sum(each.dead for each in reader.relay.backlog())
            if not left:
                if dead:
                    found.faults.append(f"{dead} deliveries were given up")
                return
            time.sleep(0.1)
        found.faults.append(f"{left} deliveries never came to rest")

    def _stop(self) -> None:
        """What runs by itself ends when it is asked to, in good order."""
        for name, process in self._running.items():
            process.terminate()
            # One that has hardly begun ends by the signal itself.
            if (code := process.wait(60)) not in (0, -signal.SIGTERM):
                raise AssertionError(f"{name} ended with {code} when it was asked to stop")
        self._running.clear()

    def _look(self, found: Killed) -> None:
        keys: Counter[tuple[str, str]] = Counter()
        places: dict[tuple[str, str], tuple[str, int]] = {}
        stored: dict[str, list[int]] = {}
        with self._office.storage.read() as reader:
            for bundle in reader.bundles():
                for entry in bundle.entries:
                    event = self._office.codec.event(entry.body)
                    found.stored += 1
                    if event.key:
                        keys[event.actor, event.key] += 1
                        places[event.actor, event.key] = (event.record, event.version)
                    if event.kind == "dispute":
                        stored.setdefault(event.record, []).append(event.version)
        for path in sorted(self._folder.glob("taker-*.jsonl")):
            for line in path.read_text().splitlines():
                told = json.loads(line)
                if told.get("asked"):
                    continue
                found.answered += 1
                key = (told["actor"], told["key"])
                if keys[key] != 1 or places[key] != (told["record"], told["version"]):
                    found.faults.append(f"the step {told['key']} was answered and stands there {keys[key]} times")
        if any(number > 1 for number in keys.values()):
            found.faults.append("a key stands there twice")
        self._look_at_arrivals(found, stored)
        if not found.answered:
            found.faults.append("nobody took a step")
        verdict = self._office.verify()
        found.faults += [f"audit: {fault}" for fault in verdict.faults]

    def _look_at_arrivals(self, found: Killed, stored: dict[str, list[int]]) -> None:
        by_target: dict[str, dict[str, list[bytes]]] = defaultdict(lambda: defaultdict(list))
        first: dict[str, dict[str, list[int]]] = {t: defaultdict(list) for t in ("archive", "sms")}
        for arrival in self._server.arrivals:
            same = by_target[arrival.target][arrival.key]
            same.append(arrival.body)
            if len(same) == 1:
                record, version = arrival.key.split(":")[2:4]
                first[arrival.target][record].append(int(version))
        for target, bodies in by_target.items():
            found.arrived[target] = len(bodies)
            found.repeated[target] = sum(len(each) - 1 for each in bodies.values())
            if found.repeated[target] > found.kills["teller"]:
                found.faults.append(
                    f"{found.repeated[target]} repetitions at {target} for {found.kills['teller']} kills"
                )
            if any(len(set(each)) > 1 for each in bodies.values()):
                found.faults.append(f"one key came with two contents at {target}")
        # Each step on a dispute tells one person by text message, one after the other only where it is the same person.
        for target, came in (("archive", first["archive"]), ("sms", {r: sorted(v) for r, v in first["sms"].items()})):
            if missing := [record for record in stored if stored[record] != came.get(record)]:
                found.faults.append(f"{len(missing)} records did not arrive whole and in order at {target}")


def main() -> None:
    """What was found is said."""
    parser = argparse.ArgumentParser(prog="python -m tests.end_to_end.killing", description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200, help="how often somebody is killed")
    parser.add_argument("--seed", type=int, default=None, help="for the same instants again")
    parser.add_argument("--folder", type=Path, help="where the files are put, and stay")
    asked = parser.parse_args()
    seed = random.randrange(1 << 30) if asked.seed is None else asked.seed
    print(f"seed {seed}, {asked.kills} kills", flush=True)
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        found = Torture(folder, seed).run(asked.kills)
    kills = ", ".join(f"{number} {name}s" for name, number in sorted(found.kills.items()))
    print(f"killed: {kills}; answered {found.answered} steps, stored {found.stored} events")
    for target, number in sorted(found.arrived.items()):
        print(f"  {target}: {number} arrived, {found.repeated[target]} of them again")
    for fault in found.faults:
        print(f"FAULT {fault}")
    sys.exit(bool(found.faults))


if __name__ == "__main__":
    main()
