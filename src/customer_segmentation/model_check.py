"""Whether a document is a model that scores: asked of each that is saved or imported.

The hash in its name protects against accidents. Whoever forges a document computes the
name anew, so every entry is checked as well, and its probes are scored.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from customer_segmentation.classifiers import CLASSIFIERS
from customer_segmentation.classifiers.quantization import MAX_ERROR, MAX_TOTAL, UNIT
from customer_segmentation.classifiers.terms import Pair, Terms
from customer_segmentation.content import canonical_json, names_of
from customer_segmentation.encoding import encode
from customer_segmentation.features import Feature
from customer_segmentation.reuse.tables import MODEL_CHECKS, typed
from customer_segmentation.settings.faults import Validator, shown

MOST_UNITS = int(MAX_TOTAL / UNIT)

Document = Mapping[str, Any]


def document_fault(model_id: str, content: str) -> str | None:
    """Find the first thing that keeps a document from being a model.

    Parameters
    ----------
    model_id : str
        What it is called.
    content : str

    Returns
    -------
    str or None
        What follows "the model" in a sentence; None where every entry is as it must
        be and every probe scores as its estimator did.
    """
    if model_id not in names_of(content):
        return (
            f"is called {model_id}, but its content is that of {names_of(content)[0]}: "
            "it was changed after it was written; export it again"
        )
    try:
        document = json.loads(content)
        is_canonical = canonical_json(document) == content
    except (ValueError, TypeError, RecursionError) as error:
        return f"is no JSON document ({str(error)[:200]})"
    if not is_canonical:
        return "is not written as this project writes a model"
    found = next(Validator(_schema()).iter_errors(document), None)
    if found:
        place = ".".join(map(str, found.absolute_path)) or "document"
        return f"has an entry `{place}` that is wrong: {shown(found.message)}"
    return next(_faults(document), None)


def check_models(models: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    """Check what is saved.

    Parameters
    ----------
    models : sequence of (str, str, str)
        Id, content and its hash.

    Returns
    -------
    DataFrame
        A row per model: ``model_id``, ``content_hash`` and ``fault``.
    """
    rows = [
        (model_id, content_hash, document_fault(model_id, content))
        for model_id, content, content_hash in models
    ]
    return typed(pd.DataFrame(rows, columns=list(MODEL_CHECKS)), MODEL_CHECKS)


def terms_of(document: Document) -> Terms:
    """Read the terms of a document.

    Parameters
    ----------
    document : mapping
        Without a fault, see `document_fault`.

    Returns
    -------
    Terms
    """
    place = {
        feature["name"]: number for number, feature in enumerate(document["features"])
    }
    main, pairs = [], dict[Pair, Any]()
    for term in document["terms"]:
        table = np.array(term["units"], dtype=np.float64) * UNIT
        if term["feature_2"] is None:
            main.append(table)
        else:
            pair = place[term["feature_1"]], place[term["feature_2"]]
            pairs[pair] = table.reshape(term["size_1"], term["size_2"])
    intercept = document["intercept_units"] * UNIT
    return Terms(intercept, tuple(main), pairs, is_quantized=True)


def _faults(document: Document) -> Iterator[str]:
    """Tell what entries, each valid by itself, do not agree on."""
    names = [feature["name"] for feature in document["features"]]
    if len(set(names)) < len(names):
        yield "names a feature twice in `features`"
    parameters = document["parameters"]
    if parameters["features"] != document["features"]:
        yield "has other `features` than its `parameters`"
    if parameters["classifier"] != document["algorithm"]:
        yield "has another `algorithm` than its `parameters`"
    if document["train_subscriber_count"] >= document["train_count"]:
        yield "was trained on one outcome alone, says `train_subscriber_count`"
    codes: dict[str, list[Document]] = {name: [] for name in names}
    for level in document["levels"]:
        if level["feature"] not in codes:
            yield f"has `levels` of `{level['feature']}`, which is no feature of it"
            return
        codes[level["feature"]].append(level)
    for feature in document["features"]:
        if not _are_levels(codes[feature["name"]], feature["kind"]):
            yield f"has `levels` of `{feature['name']}` that are no codes from 1 on"
            return
    sizes = {name: len(levels) + 1 for name, levels in codes.items()}
    yield from _faults_of_terms(document, sizes)
    yield from _faults_of_validation(document["validation"])
    if not _are_calibrations(document["calibrations"]):
        yield "has `calibrations` that are not one line, one shift and a rising map"
    yield from _faults_of_probes(document)


def _are_levels(levels: list[Document], kind: str) -> bool:
    if [level["code"] for level in levels] != list(range(1, len(levels) + 1)):
        return False
    texts = [level["level"] for level in levels]
    bounds = [(level["lower_bound"], level["upper_bound"]) for level in levels]
    if kind == "category":
        has_texts = None not in texts and len(set(texts)) == len(texts)
        return has_texts and {*bounds} <= {(None, None)}
    if not levels:
        return True
    inner = [lower for lower, _ in bounds[1:]]
    return (
        {*texts} <= {None}
        and bounds[0][0] is None
        and [upper for _, upper in bounds] == [*inner, None]
        and None not in inner
        and all(low < high for low, high in pairwise(inner))
    )


def _faults_of_terms(document: Document, sizes: Mapping[str, int]) -> Iterator[str]:
    names = list(sizes)
    terms = document["terms"]
    total = abs(document["intercept_units"])
    seen: set[str] = set()
    if [term["term"] for term in terms[: len(names)]] != names:
        yield "has `terms` that do not begin with one for each feature"
        return
    for term in terms:
        first, second = term["feature_1"], term["feature_2"]
        name = term["term"]
        if first not in sizes or (second is not None and second not in sizes):
            yield f"has the term `{shown(name)}` of what is no feature of it"
            return
        is_pair = second is not None and names.index(first) < names.index(second)
        known = f"{first}:{second}" if is_pair else first
        if name != known or name in seen or (second is not None) != is_pair:
            yield f"has a term `{shown(name)}` that is not its features, or is twice"
            return
        seen.add(name)
        size = sizes[first], sizes[second] if is_pair else 1
        if (term["size_1"], term["size_2"]) != size:
            yield f"has the term `{name}` with another size than its `levels`"
            return
        if not _are_units(term["units"], math.prod(size)):
            yield f"has `units` of `{name}` that are not {math.prod(size)} whole ones"
            return
        total += max(map(abs, term["units"]))
    if total >= MOST_UNITS:
        yield "has contributions that add up to more than a double holds exactly"


def _are_units(units: list[Any], count: int) -> bool:
    return len(units) == count and all(
        type(number) is int and abs(number) < MOST_UNITS for number in units
    )


def _faults_of_validation(validation: Document) -> Iterator[str]:
    units, labels = validation["units"], validation["is_subscriber"]
    if not _are_units(units, len(labels)) or units != sorted(units):
        yield "has `validation.units` that are not whole, rising, one for each label"
    if not all(type(label) is int and label in (0, 1) for label in labels):
        yield "has `validation.is_subscriber` other than 0 and 1"


def _are_calibrations(rows: list[Document]) -> bool:
    knots = [row for row in rows if row["method"] == "isotonic"]
    lines = [row for row in rows if row["method"] != "isotonic"]
    return (
        [row["method"] for row in lines] == ["platt", "prior_correction"]
        and all(_is_filled(row, ("slope", "intercept")) for row in lines)
        and all(
            _is_filled(row, ("knot_rank", "log_odds", "probability")) for row in knots
        )
        and [row["knot_rank"] for row in knots] == list(range(1, len(knots) + 1))
        and all(
            low["log_odds"] < high["log_odds"]
            and low["probability"] <= high["probability"]
            for low, high in pairwise(knots)
        )
        and bool(knots)
    )


def _is_filled(row: Document, names: tuple[str, ...]) -> bool:
    numbers = {"knot_rank", "log_odds", "probability", "slope", "intercept"}
    return all((row[name] is not None) == (name in names) for name in numbers)


def _faults_of_probes(document: Document) -> Iterator[str]:
    kinds = {feature["name"]: feature["kind"] for feature in document["features"]}
    probes = document["probes"]
    for place, probe in enumerate(probes):
        if not _is_probe(probe, kinds):
            yield f"has a probe, the {place + 1}th, that is no contact with a score"
            return
    if len({probe["probe_id"] for probe in probes}) < len(probes):
        yield "has two probes of one `probe_id`"
        return
    features = [Feature(name, kind) for name, kind in kinds.items()]
    values = pd.DataFrame([probe["values"] for probe in probes], columns=list(kinds))
    codes = encode(values, pd.DataFrame(document["levels"]), features)
    expected = np.array([probe["log_odds"] for probe in probes])
    error = np.abs(terms_of(document).log_odds(codes) - expected)
    worst = int(error.argmax())
    if error[worst] > MAX_ERROR:
        yield (
            f"scores the probe `{shown(probes[worst]['probe'])}` by {error[worst]:.3g} "
            "log-odds unlike its estimator"
        )


def _is_probe(probe: Any, kinds: Mapping[str, str]) -> bool:  # noqa: ANN401
    if not isinstance(probe, dict) or set(probe) != {
        "probe_id", "probe", "values", "log_odds"
    }:  # fmt: skip
        return False
    values = probe["values"]
    if not isinstance(values, dict) or sorted(values) != sorted(kinds):
        return False
    types = {"category": (str,), "number": (float,)}
    return (
        type(probe["probe_id"]) is int
        and 0 <= probe["probe_id"] < 2**53
        and isinstance(probe["probe"], str)
        and type(probe["log_odds"]) is float
        and abs(probe["log_odds"]) <= MAX_TOTAL
        and all(
            value is None or type(value) in types[kinds[name]]
            for name, value in values.items()
        )
    )


@cache
def _schema() -> dict[str, Any]:
    text = Path(__file__).with_name("model_schema.yml").read_text(encoding="utf-8")
    schema: dict[str, Any] = yaml.safe_load(text)
    schema["properties"]["algorithm"] = {"enum": list(CLASSIFIERS)}
    return schema
