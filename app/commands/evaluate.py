"""`interp-explorer evaluate`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from ...engine.devices import AUTOMATIC
from ...engine.errors import ExplorerError
from ...engine.progress import Progress
from .parsing import add_parameters, file_name, parameters

SUMMARY = "Measure models by a protocol of the papers, and print a table."


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments: those of each protocol are its parameters."""
    from ...trainers.evaluation.protocols import PROTOCOLS

    protocols = parser.add_subparsers(dest="protocol", metavar="PROTOCOL", required=True)
    for name, protocol in PROTOCOLS.items():
        one = protocols.add_parser(name, help=protocol.summary, description=protocol.summary)
        add_parameters(one, protocol, "protocol")
        one.add_argument(
            "--json", type=file_name, metavar="FILE", help="write protocol, settings and rows to a file as well"
        )
        one.add_argument("--device", default=AUTOMATIC, help="where to compute: auto, cpu, cuda or mps. Default: auto.")


def run(arguments: Namespace, progress: Progress) -> None:
    """Run the protocol, print its Markdown table and write its JSON."""
    from ...engine.devices import choose_device, limit_threads
    from ...trainers.evaluation.protocols import PROTOCOLS

    started = time.perf_counter()
    protocol = parameters(PROTOCOLS[arguments.protocol], arguments)
    if arguments.json and not Path(arguments.json).absolute().parent.is_dir():
        raise ExplorerError(f"There is no folder {Path(arguments.json).parent} to write {arguments.json} into.")
    limit_threads()
    report = protocol.run(choose_device(arguments.device), progress)
    if arguments.json:
        report.write_json(arguments.json)
    print(report.markdown())
    settings = ", ".join(f"{name} {value}" for name, value in report.settings.items() if value != "")
    print(f"\n± {report.plus_minus}. {report.protocol}: {settings}; {time.perf_counter() - started:.1f} s")
