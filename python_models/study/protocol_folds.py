"""One row per protocol, model, use of the calendar, scope and fold.

key: protocol, model, uses_calendar, scope, fold

Not SQL because every row is a model that scikit-learn fits. Built on demand, by
`make study`.
"""

import json

from customer_segmentation.study.protocols import measure_protocols


def model(dbt, session):
    """Fit and measure every model on the folds of every protocol."""
    protocols = dbt.ref("int_protocol_settings").order("protocol_rank")
    contacts = dbt.ref("int_protocol_contacts").order("contact_id").df()
    return measure_protocols(
        contacts.drop(columns=["contact_id", "contacted_on"]),
        [json.loads(text) for (text,) in protocols.project("settings").fetchall()],
    )
