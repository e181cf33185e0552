"""What several vars, each valid by itself, must agree on.

Each function returns a sentence where they do not, else None. Their order is that of
the vars.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from customer_segmentation.classifiers import CLASSIFIERS
from customer_segmentation.settings.expressions import expressions_name_what_is_there

Vars = Mapping[str, Any]

#: Of `segments.customer_transactions`, which measures may read.
TRANSACTION_COLUMNS = (
    "first_purchase_on", "last_purchase_on", "purchase_count", "repeat_purchase_count",
    "active_days", "days_since_last_purchase", "tenure_days", "mean_purchase_amount",
    "mean_repeat_amount", "total_amount",
)  # fmt: skip


def several_key_columns_are_one_text(variables: Vars) -> str | None:
    """Join the columns of a key to what can hold all of them."""
    key, kind = variables["contact_key"], variables["contact_key_type"]
    if isinstance(key, list) and len(key) > 1 and kind != "text":
        return (
            f"Var `contact_key` names {len(key)} columns, which together are a text, "
            f"but var `contact_key_type` is `{kind}`; set it to text."
        )
    return None


def what_is_carried_is_no_feature(variables: Vars) -> str | None:
    """Keep what a caller sees apart from what a model learns from."""
    read = {
        str(entry.get("column", name)).lower(): f"feature `{name}`"
        for name, entry in variables["features"].items()
        if not entry.get("expression")
    }
    read |= {
        str(variables["outcome"]["column"]).lower(): "var `outcome`",
        "contact_id": "the key of every table",
    }
    for column in variables["carry"] or []:
        if reader := read.get(str(column).lower()):
            return (
                f"Var `carry` names `{column}`, which is {reader} already; take it out "
                "of one of the two."
            )
    return None


def no_feature_is_named_like_texts(variables: Vars) -> str | None:
    """Keep `<category>_text` for the texts that staging has beside a category."""
    for name in variables["features"]:
        if name.endswith("_text") and name[:-5] in variables["features"]:
            return (
                f"Var `features` holds `{name[:-5]}` and `{name}`, which is what the "
                "texts of the former are called; rename the latter."
            )
    return None


def only_ordered_features_are_monotone(variables: Vars) -> str | None:
    """Let no effect rise along a category, which has no order."""
    for name, entry in variables["features"].items():
        if "monotone" in entry and entry.get("kind", "category") == "category":
            return (
                f"Var `features.{name}.monotone` is `{entry['monotone']}`, but a "
                "category has no order; it is for the kinds flag, integer and number."
            )
    return None


def the_classifier_keeps_directions(variables: Vars) -> str | None:
    """Promise no direction that the classifier would ignore."""
    classifier = variables["classifier"]
    if CLASSIFIERS[classifier].keeps_directions:
        return None
    keepers = [name for name, other in CLASSIFIERS.items() if other.keeps_directions]
    for name, entry in variables["features"].items():
        if "monotone" in entry:
            return (
                f"Var `features.{name}.monotone` is `{entry['monotone']}`, which var "
                f"`classifier` {classifier} does not keep; use {' or '.join(keepers)}, "
                "or leave `monotone` out."
            )
    return None


def some_feature_is_left(variables: Vars) -> str | None:
    """Leave the model an input."""
    known = known_features(variables)
    method, asked = variables["split"]["method"], variables["calendar_features"]
    uses_calendar = method != "chronological" if asked == "auto" else asked
    if any(uses_calendar or not known[name].get("calendar") for name in known):
        return None
    return "Var `features` declares no feature known before the contact" + (
        " that is not of the calendar, and var `calendar_features` leaves those out."
        if known
        else "."
    )


def interactions_name_features(variables: Vars) -> str | None:
    """Pair features that a model may use, each pair once."""
    known, seen = known_features(variables), set()
    for pair in variables["interactions"] or []:
        for name in pair:
            if name not in known:
                reason = (
                    "known only after the contact"
                    if name in variables["features"]
                    else "not in var `features`"
                )
                return (
                    f"Var `interactions` names the feature `{name}`, which is {reason};"
                    f" the features are {', '.join(known)}."
                )
        if frozenset(pair) in seen:
            return f"Var `interactions` holds the pair `{', '.join(pair)}` twice."
        seen.add(frozenset(pair))
    return None


def split_leaves_test_rows(variables: Vars) -> str | None:
    """Leave rows that neither train nor validate."""
    split = variables["split"]
    if split["train_share"] + split["validation_share"] < 1:
        return None
    return (
        f"Var `split` gives {split['train_share']} to training and "
        f"{split['validation_share']} to validation, which leaves no test rows; the "
        "two must add up to less than 1."
    )


def customers_are_kept_together_by_hash(variables: Vars) -> str | None:
    """Refuse a chronological split, which has a customer wherever time has."""
    split = variables["split"]
    if not split.get("by") or split["method"] == "hash":
        return None
    return (
        f"Var `split.by` keeps the rows of a `{split['by']}` together, which method "
        f"`{split['method']}` cannot: its splits are spans of time. Use method `hash`, "
        "or leave `by` out."
    )


def segments_rise_in_number(variables: Vars) -> str | None:
    """Compare from the fewest segments to the most."""
    fewest, most = _segmentation(variables).get("counts", (1, 1))
    if fewest <= most:
        return None
    return (
        f"Var `segmentation.counts` is `[{fewest}, {most}]`; give the fewest segments "
        "to compare before the most."
    )


def there_is_someone_to_segment(variables: Vars) -> str | None:
    """Join transactions to contacts by a key, and do without either, not both."""
    has_contacts = any(
        variables[role] not in ("none", None) for role in ("contacts", "prospects")
    )
    if has_transactions(variables):
        if has_contacts and not variables["contact_key"]:
            return (
                "Var `segmentation.transactions` is joined to the contacts by their "
                "key, and var `contact_key` names none; name the column, or set "
                "`contacts` to none."
            )
    elif variables["segmentation"] != "none" and not has_contacts:
        return (
            "There are neither contacts nor transactions to segment; give one of "
            "`contacts`, `prospects` and `segmentation.transactions`, or set var "
            "`segmentation` to none."
        )
    return None


def measures_read_what_is_known(variables: Vars) -> str | None:
    """Keep the outcome, and what is known after the contact, out of the segments."""
    given = _segmentation(variables)
    known = (
        TRANSACTION_COLUMNS
        if has_transactions(variables)
        else (*known_features(variables), "contact_id", "contacted_on")
    )
    for measure in ("recency", "frequency", "monetary", "customer"):
        place, expression = f"segmentation.{measure}", given.get(measure) or "null"
        for word in re.findall("[A-Za-z_][A-Za-z0-9_]*", expression):
            if word == "is_subscriber" or (
                word in variables["features"] and word not in known
            ):
                return (
                    f"Var `{place}` reads `{word}`, which is known only after the "
                    f"contact; segments must not know it. They may read "
                    f"{', '.join(known)}."
                )
        if (
            re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", expression)
            and expression.lower() != "null"
            and expression not in known
        ):
            return (
                f"Var `{place}` names `{expression}`, which is no column there; the "
                f"columns are {', '.join(known)}."
            )
    return None


def has_transactions(variables: Vars) -> bool:
    """Tell whether segments come from transactions."""
    return isinstance(_segmentation(variables).get("transactions"), Mapping)


def _segmentation(variables: Vars) -> Vars:
    given = variables["segmentation"]
    return given if isinstance(given, Mapping) else {}


def known_features(variables: Vars) -> dict[str, Any]:
    """Return the features that a model may use, those of the calendar among them."""
    return {
        name: entry
        for name, entry in variables["features"].items()
        if variables["allow_after_contact_features"]
        or entry.get("known_at") != "after_contact"
    }


TRUTHS: tuple[Callable[[Vars], str | None], ...] = (
    several_key_columns_are_one_text,
    what_is_carried_is_no_feature,
    no_feature_is_named_like_texts,
    only_ordered_features_are_monotone,
    the_classifier_keeps_directions,
    some_feature_is_left,
    interactions_name_features,
    expressions_name_what_is_there,
    split_leaves_test_rows,
    customers_are_kept_together_by_hash,
    segments_rise_in_number,
    there_is_someone_to_segment,
    measures_read_what_is_known,
)
