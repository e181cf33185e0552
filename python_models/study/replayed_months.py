"""One row per model, training, use of the period, recalibration and month.

key: model, training, absorbs_period, is_recalibrated, month

Not SQL because every row is a model that scikit-learn fits. Built on demand, by
`make study`.
"""

import json

from customer_segmentation.study.prequential import replay


def model(dbt, session):
    """Replay the past, month by month."""
    [(text, value, cost)] = dbt.ref("int_replay_settings").fetchall()
    contacts = dbt.ref("int_protocol_contacts").order("contact_id").df()
    return replay(contacts.drop(columns="contact_id"), json.loads(text), value, cost)
