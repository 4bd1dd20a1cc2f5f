"""`interp-explorer evaluate`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace

from ...engine.devices import AUTOMATIC
from ...engine.progress import Progress
from .listing import yes_or_no
from .parsing import add_parameters, file_name, parameters

SUMMARY = "Measure models by a protocol of the papers, and print a table."


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments: those of each protocol are its parameters."""
    from ...engine.figures import FORMS, FigureSettings
    from ...trainers.evaluation.protocols import PROTOCOLS

    protocols = parser.add_subparsers(dest="protocol", metavar="PROTOCOL", required=True)
    for name, protocol in PROTOCOLS.items():
        one = protocols.add_parser(name, help=protocol.summary, description=protocol.summary)
        add_parameters(one, protocol, "protocol")
        _add_file(one, "--json", "write protocol, settings and rows to a file as well")
        _add_file(one, "--csv", "write the rows to a file as well")
        if shown := getattr(protocol, "figure", ""):
            endings = ", ".join(f".{form}" for form in FORMS)
            _add_file(one, "--figure", f"draw {shown}; the file ends in {endings}")
            add_parameters(one, FigureSettings, "drawing")
        one.add_argument("--device", default=AUTOMATIC, help="where to compute: auto, cpu, cuda or mps. Default: auto.")


def _add_file(parser: ArgumentParser, option: str, what: str) -> None:
    parser.add_argument(option, type=file_name, metavar="FILE", help=what)


def run(arguments: Namespace, progress: Progress) -> None:
    """Run the protocol, print its Markdown table, write its files and draw its figure."""
    from ...engine.devices import choose_device, limit_threads
    from ...engine.figures import FigureSettings, check_figure_file, write_figure
    from ...engine.files import check_file
    from ...trainers.evaluation.protocols import PROTOCOLS
    from ..figure_palette import figure_palette

    started = time.perf_counter()
    protocol = parameters(PROTOCOLS[arguments.protocol], arguments)
    for file in filter(None, (arguments.json, arguments.csv)):
        check_file(file)
    figure = getattr(arguments, "figure", None)
    settings = parameters(FigureSettings, arguments) if figure else FigureSettings()
    if figure:
        check_figure_file(figure)
    limit_threads()
    report = protocol.run(choose_device(arguments.device), progress)
    if arguments.json:
        report.write_json(arguments.json)
    if arguments.csv:
        report.write_csv(arguments.csv)
    if figure and report.picture is not None:
        write_figure(report.picture, figure, settings, figure_palette(settings.theme))
    print(report.markdown())
    if legend := getattr(protocol, "legend", ""):
        print(f"\n{legend}")
    said = ", ".join(f"{name} {_written(value)}" for name, value in report.settings.items() if value != "")
    print(f"\n± {report.plus_minus}. {report.protocol}: {said}; {time.perf_counter() - started:.1f} s")


def _written(value: object) -> str:
    """A setting in a line of text."""
    if not isinstance(value, dict):
        return str(yes_or_no(value))
    return "; ".join(f"{name}: {' '.join(map(str, values))}" for name, values in value.items())
