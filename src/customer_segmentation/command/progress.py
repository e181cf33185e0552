"""Say how a build gets on: a line per layer, and a bar on a terminal.

The seconds of a layer are those of its nodes, of which some run at the same time.
"""

import json
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

LEVELS = ("warn", "error")
COLOUR = re.compile(r"\x1b\[\d+m")

#: What dbt calls a node that holds rows, and one that checks them.
TABLES = ("model", "seed", "snapshot")
CHECKS = ("test", "unit_test")


@dataclass
class Layer:
    """How far one layer is."""

    expected: int = 0
    tables: int = 0
    checks: int = 0
    started: float = 0.0
    seconds: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether every node of it has finished."""
        return self.tables + self.checks >= self.expected


@dataclass
class Progress:
    """A callback of dbt that prints a line as soon as a layer is done.

    Warnings and failures are printed in full, as dbt says them, and once; the rest of
    what it says is in its log.

    Parameters
    ----------
    manifest : Path
        Where dbt writes `manifest.json` before it runs: which node is of which layer.
    """

    manifest: Path
    layers: dict[str, Layer] = field(default_factory=dict)
    layer_of: dict[str, str] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    bar: Any = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, event: Any) -> None:  # noqa: ANN401
        """Take what dbt says, in any of its threads.

        Parameters
        ----------
        event : dbt event
        """
        with self.lock:
            self.take(event)

    def take(self, event: Any) -> None:  # noqa: ANN401
        """Take what dbt says, one thing after another.

        Parameters
        ----------
        event : dbt event
        """
        if event.info.name == "NodeStart":
            self.start(event.data.node_info.unique_id)
        elif event.info.name == "NodeFinished":
            self.finish(
                event.data.node_info.unique_id,
                event.data.node_info.resource_type,
                event.data.run_result.execution_time,
            )
        # What is said of a test at once is said again, in full, at the end.
        elif event.info.level in LEVELS and event.info.name != "LogTestResult":
            message = COLOUR.sub("", event.info.msg)
            if message not in self.said:
                self.said.add(message)
                self.say(message)

    def start(self, node: str) -> None:
        """Note that a node has started.

        Parameters
        ----------
        node : str
            Its unique id.
        """
        if not self.layer_of:
            self.layer_of = layers_of(self.manifest)
            for name in self.layer_of.values():
                self.layers.setdefault(name, Layer()).expected += 1
            self.bar = tqdm(
                total=len(self.layer_of), disable=not sys.stderr.isatty(), leave=False,
                bar_format="{desc:<12} {bar} {n_fmt}/{total_fmt}", delay=0.5,
            )  # fmt: skip
        name = self.layer_of.get(node, "")
        layer = self.layers.get(name)
        if layer:
            layer.started = layer.started or time.perf_counter()
            self.bar.set_description_str(name)

    def finish(self, node: str, kind: str, seconds: float) -> None:
        """Note that a node has finished.

        Parameters
        ----------
        node : str
            Its unique id.
        kind : str
            Its type.
        seconds : float
            What it took.
        """
        name = self.layer_of.get(node, "")
        layer = self.layers.get(name)
        if not layer:
            return
        layer.tables += kind in TABLES
        layer.checks += kind in CHECKS
        layer.seconds += seconds
        self.bar.update()
        if layer.is_done:
            self.print_layer(name)

    def close(self) -> None:
        """Print the layers of which only a part was asked for, or came through."""
        for name in sorted(self.layers, key=lambda name: self.layers[name].started):
            if self.layers[name].tables + self.layers[name].checks:
                self.print_layer(name)
        if self.bar is not None:
            self.bar.close()

    def print_layer(self, name: str) -> None:
        """Print the line of a layer, once.

        Parameters
        ----------
        name : str
        """
        layer = self.layers.pop(name)
        self.say(
            f"{name:<12} {layer.tables:>3} tables {layer.checks:>4} checks"
            f" {layer.seconds:>7.1f} s"
        )

    def say(self, line: str) -> None:
        """Print a line above the bar.

        Parameters
        ----------
        line : str
        """
        tqdm.write(line, file=sys.stdout)
        sys.stdout.flush()


def layers_of(manifest: Path) -> dict[str, str]:
    """Read which node is of which layer.

    Parameters
    ----------
    manifest : Path
        dbt's `manifest.json`.

    Returns
    -------
    dict
        The layer by unique id: the folder below `models/` or `tests/`.
    """
    written = json.loads(manifest.read_text(encoding="utf-8"))
    nodes = [*written["nodes"].values(), *written.get("unit_tests", {}).values()]
    return {
        node["unique_id"]: node["fqn"][1] if len(node["fqn"]) > 2 else "seeds"
        for node in nodes
        if node["resource_type"] in (*TABLES, *CHECKS)
    }
